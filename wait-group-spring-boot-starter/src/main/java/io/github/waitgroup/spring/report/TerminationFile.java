package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.WaitGroupProperties.TerminationMessage;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file from which Kubernetes takes the message of a container that has ended. Kubernetes creates it; without it
 * nothing is written.
 *
 * <p>Instances are safe for use by many threads.
 */
final class TerminationFile {

    /** The limit of Kubernetes. */
    static final int MAX_BYTES = 4_096;

    private static final Logger logger = LoggerFactory.getLogger(TerminationFile.class);

    /** A write that hangs, on a disk that has gone, must not hold up the others. */
    private static final long MAX_WAIT_SECONDS = 1;

    private final TerminationMessage settings;
    private final ReentrantLock lock = new ReentrantLock();

    private boolean hasFailed;

    TerminationFile(TerminationMessage settings) {
        this.settings = settings;
    }

    /** Whether a clean shutdown has a message, too. */
    boolean isAlways() {
        return settings.always();
    }

    /** Replaces the message. A failure is logged, once. If another thread is writing for long, nothing happens. */
    void write(String message) {
        boolean interrupted = Thread.interrupted(); // the last words of a thread that is in a hurry count as well
        try {
            if (lock.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                try {
                    tryWrite(message);
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void tryWrite(String message) {
        if (hasFailed || settings.path().isBlank()) {
            return;
        }
        try {
            Path path = Path.of(settings.path());
            if (!Files.exists(path)) {
                return;
            }
            if (!Files.isRegularFile(path)) { // to open a pipe waits for its reader
                throw new IOException("it is no regular file");
            }
            try (OutputStream file = new FileOutputStream(path.toFile())) { // not a channel: an interrupt closes one
                file.write(cut(message));
            }
        } catch (IOException | InvalidPathException | SecurityException failure) {
            hasFailed = true;
            logger.warn("The termination message cannot be written to '" + settings.path() + "': " + failure);
        }
    }

    /** The first bytes of a message, cut at a character. */
    private static byte[] cut(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return bytes;
        }
        int end = MAX_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) { // the byte continues a character
            end--;
        }
        byte[] first = new byte[end];
        System.arraycopy(bytes, 0, first, 0, end);
        return first;
    }
}
