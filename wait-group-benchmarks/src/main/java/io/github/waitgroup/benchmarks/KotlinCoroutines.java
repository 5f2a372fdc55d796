package io.github.waitgroup.benchmarks;

import kotlin.Unit;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CompletableJob;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.JobKt;

/** What Kotlin's {@code launch} does, called as Kotlin would. No threads: coroutines on the default dispatcher. */
final class KotlinCoroutines {

    private KotlinCoroutines() {}

    /** Launches a task many times as children of one job and joins that. */
    static Object runAll(Runnable task, int times) throws InterruptedException {
        CompletableJob parent = JobKt.Job(null);
        CoroutineScope scope =
                CoroutineScopeKt.CoroutineScope(Dispatchers.getDefault().plus(parent));
        for (int i = 0; i < times; i++) {
            BuildersKt.launch(scope, EmptyCoroutineContext.INSTANCE, CoroutineStart.DEFAULT, (self, continuation) -> {
                task.run();
                return Unit.INSTANCE;
            });
        }
        parent.complete();
        return BuildersKt.runBlocking(
                EmptyCoroutineContext.INSTANCE, (self, continuation) -> parent.join(continuation));
    }
}
