package kotlin.coroutines;

/** What the compiler of Kotlin adds to the parameters of a suspend function. */
public interface Continuation {}
