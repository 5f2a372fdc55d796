/**
 * The page at {@code /}: what is in flight for each group, live, and the shutdown while it happens.
 *
 * <pre>
 * LiveController   GET /live, a stream of events
 * LiveStreams      a thread for each stream; ends them when the groups have drained
 * LiveStream       sends a Snapshot twice a second
 * Snapshots        asks groups, drains and timeline
 * PageHeaders      nothing on the page comes from elsewhere
 * </pre>
 *
 * <p>Its requests are exempt from tracking, see {@code wait-group.web.exempt-paths}, because the page has to be there
 * while everything else is refused. The rest is in {@code static/}.
 */
@NullMarked
package io.github.waitgroup.sample.page;

import org.jspecify.annotations.NullMarked;
