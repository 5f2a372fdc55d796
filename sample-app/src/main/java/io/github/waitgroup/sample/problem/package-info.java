/**
 * What fails outside the controllers: every error is an RFC 9457 problem detail, wherever it comes from.
 *
 * <pre>
 * BodyLimit              413 for a body that is too long
 * ErrorProblems          what the servlet container dispatches to /error
 * ContainerProblems      what Tomcat refuses before any servlet sees it
 * StartFailureAnalyzer   a database that cannot be opened
 * Reason                 a failure in one line
 * </pre>
 */
@NullMarked
package io.github.waitgroup.sample.problem;

import org.jspecify.annotations.NullMarked;
