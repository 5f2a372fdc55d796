/**
 * Calls to the gRPC server of Spring gRPC, as tasks of the group {@code grpc-calls}.
 */
@NullMarked
package io.github.waitgroup.spring.source.grpc;

import org.jspecify.annotations.NullMarked;
