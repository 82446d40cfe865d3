// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A JVM that a test starts with a class of its own. It is killed when this is closed. */
public final class ChildProcess implements Closeable {

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts {@code main} of a class, and waits until it has called {@link #stayUntilKilled}. */
    public static ChildProcess start(Class<?> main, Path argument) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName(),
                                argument.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        ChildProcess child = new ChildProcess(process);
        if (process.getInputStream().read() != '\n') {
            child.close();
            throw new AssertionError(main.getName() + " ended before it was ready");
        }
        return child;
    }

    /** Tells the test that this process is ready, and waits. */
    public static void stayUntilKilled() throws IOException {
        System.out.write('\n');
        System.out.flush();
        while (System.in.read() >= 0) {
            // Until the other end is closed, or this process killed.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the process has ended").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
