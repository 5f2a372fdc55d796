package io.github.waitgroup.races;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Must fail: a child is linked after it was seen that the parent lives. */
@JCStressTest
@JCStressMeta(CancelVersusChild.class)
@State
public class CancelVersusChildCanary {

    private final Node parent = new Node();
    private Node child = parent;

    @Actor
    public void cancel() {
        parent.cancel();
    }

    @Actor
    public void derive() {
        child = parent.child();
    }

    @Arbiter
    public void judge(ZZ_Result r) {
        r.r1 = child.done;
        r.r2 = child.done;
    }

    private static final class Node {

        private final List<Node> children = new CopyOnWriteArrayList<>();
        private volatile boolean done;

        Node child() {
            Node child = new Node();
            if (done) {
                child.cancel();
            } else {
                Bug.window();
                children.add(child);
            }
            return child;
        }

        void cancel() {
            done = true;
            children.forEach(Node::cancel);
        }
    }
}
