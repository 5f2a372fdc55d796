package io.github.waitgroup;

/** The stack of the current thread. */
final class Stack {

    /*
     * A StackOverflowError strikes when a method is entered. In the interpreter, a frame has room for each local
     * variable, used or not; compiled code checks on entry for the room that the interpreter would need, because it may
     * have to go back to it. So a method with many variables asks for much stack, and costs little. Measured on JDK 17
     * and 25: compiled by C1 or C2, inlined or not, the call overflows 4 KB earlier than a small one.
     */

    private static volatile boolean never;

    private Stack() {}

    /**
     * Throws unless 4 KB are left, several times of what it takes to join or leave a group, or to close a channel: so
     * that an overflow comes before anything changes, and never in between.
     *
     * @throws StackOverflowError if less is left
     */
    @SuppressWarnings("UnusedVariable") // their room is what matters
    static void ensureRoom() {
        long l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15;
        long l16, l17, l18, l19, l20, l21, l22, l23, l24, l25, l26, l27, l28, l29, l30, l31;
        long l32, l33, l34, l35, l36, l37, l38, l39, l40, l41, l42, l43, l44, l45, l46, l47;
        long l48, l49, l50, l51, l52, l53, l54, l55, l56, l57, l58, l59, l60, l61, l62, l63;
        long l64, l65, l66, l67, l68, l69, l70, l71, l72, l73, l74, l75, l76, l77, l78, l79;
        long l80, l81, l82, l83, l84, l85, l86, l87, l88, l89, l90, l91, l92, l93, l94, l95;
        long l96, l97, l98, l99, l100, l101, l102, l103, l104, l105, l106, l107, l108, l109, l110, l111;
        long l112, l113, l114, l115, l116, l117, l118, l119, l120, l121, l122, l123, l124, l125, l126, l127;
        long l128, l129, l130, l131, l132, l133, l134, l135, l136, l137, l138, l139, l140, l141, l142, l143;
        long l144, l145, l146, l147, l148, l149, l150, l151, l152, l153, l154, l155, l156, l157, l158, l159;
        long l160, l161, l162, l163, l164, l165, l166, l167, l168, l169, l170, l171, l172, l173, l174, l175;
        long l176, l177, l178, l179, l180, l181, l182, l183, l184, l185, l186, l187, l188, l189, l190, l191;
        long l192, l193, l194, l195, l196, l197, l198, l199, l200, l201, l202, l203, l204, l205, l206, l207;
        long l208, l209, l210, l211, l212, l213, l214, l215, l216, l217, l218, l219, l220, l221, l222, l223;
        long l224, l225, l226, l227, l228, l229, l230, l231, l232, l233, l234, l235, l236, l237, l238, l239;
        long l240, l241, l242, l243, l244, l245, l246, l247, l248, l249, l250, l251, l252, l253, l254, l255;
        if (never) { // keeps the frame in compiled code
            throw new StackOverflowError();
        }
    }
}
