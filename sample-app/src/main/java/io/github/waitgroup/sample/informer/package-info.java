/**
 * The shared informer of Kubernetes' client-go, small, and over a table instead of an API server: one reflector reads
 * what is pending and every listener gets it, each at its own pace.
 *
 * <pre>
 *   Outbox --list--&gt; Reflector --add--&gt; ProcessorListener: pop --hand over--&gt; run --&gt; Listener
 *                        ^                      (one for each listener)                |
 *                        +---- Signal: something is new, or a listener has room -------+
 * </pre>
 *
 * <p>It stops in the order of {@code sharedIndexInformer.Run}: the reflector first, and only when that has ended the
 * processor with all its listeners. What differs from the original: nothing is lost when it stops, because whatever was
 * not delivered is still in the outbox; a listener that fails gets the object again; and memory is bounded, because the
 * reflector does not read further ahead of a listener than its window.
 */
@NullMarked
package io.github.waitgroup.sample.informer;

import org.jspecify.annotations.NullMarked;
