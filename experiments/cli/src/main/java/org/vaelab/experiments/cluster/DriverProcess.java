// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The driver of Spark, a child process, because the libraries of Spark and of VaeLab do not fit
 * into one class path. It ends when its input ends, also if this process is killed.
 */
final class DriverProcess implements Closeable {

    private static final String MAIN = "org.vaelab.spark.PlanDriver";

    private static final int SHOWN_LINES = 15;

    private static final int LAST_MOMENT_SECONDS = 40;

    private static final int PAUSE_MILLIS = 200;

    /** What Spark needs on Java 17 and later, as its own launcher gives it. */
    private static final List<String> OPENED =
            List.of(
                    "java.base/java.lang",
                    "java.base/java.lang.invoke",
                    "java.base/java.lang.reflect",
                    "java.base/java.io",
                    "java.base/java.net",
                    "java.base/java.nio",
                    "java.base/java.util",
                    "java.base/java.util.concurrent",
                    "java.base/java.util.concurrent.atomic",
                    "java.base/jdk.internal.ref",
                    "java.base/sun.nio.ch",
                    "java.base/sun.nio.cs",
                    "java.base/sun.security.action",
                    "java.base/sun.util.calendar",
                    "java.security.jgss/sun.security.krb5");

    private final Process process;
    private final Path log;
    private final BufferedReader out;
    private volatile boolean stopped;

    private DriverProcess(Process process, Path log, BooleanSupplier interrupted) {
        this.process = process;
        this.log = log;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        Thread caller = Thread.currentThread();
        Thread watch = new Thread(() -> watch(caller, interrupted), "vaelab-interruption");
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * Starts the driver.
     *
     * @param spool the folder with what it reads
     * @param interrupted whether runs are to leave checkpoints and end
     */
    static DriverProcess start(String classPath, Path spool, BooleanSupplier interrupted)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            // A terminal sends Ctrl-C to all its processes, but this one decides when tasks end.
            command.addAll(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-XX:+IgnoreUnrecognizedVMOptions"));
        OPENED.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
        command.add("-Djdk.reflect.useDirectMethodHandle=false");
        command.add("-Dio.netty.tryReflectionSetAccessible=true");
        command.addAll(List.of("-cp", classPath, MAIN, spool.toString()));
        Path log = spool.resolve("log");
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        return new DriverProcess(process, log, interrupted);
    }

    private void watch(Thread caller, BooleanSupplier interrupted) {
        try {
            while (process.isAlive()) {
                if (interrupted.getAsBoolean() || caller.isInterrupted()) {
                    stopped = true;
                    process.getOutputStream().close();
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            // The process ended.
        }
    }

    /**
     * Waits for the next message, which is empty after the last one.
     *
     * @throws ClusterException if the process ends early
     */
    List<String> next() throws IOException {
        @Nullable String line = out.readLine();
        if (line != null) {
            return Stream.of(line.split(" ", -1))
                    .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                    .toList();
        }
        int code = end();
        if (code != 0 && !stopped) {
            List<String> lines =
                    Files.readAllLines(log).stream().filter(s -> !s.startsWith("\tat ")).toList();
            throw new ClusterException(
                    lines.stream()
                            .skip(Math.max(0, lines.size() - SHOWN_LINES))
                            .collect(
                                    Collectors.joining(
                                            "\n    ",
                                            "the driver of Spark ended with code "
                                                    + code
                                                    + "\n    ",
                                            "\n    the same command goes on")));
        }
        return List.of();
    }

    private int end() {
        try {
            if (!process.waitFor(LAST_MOMENT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            stopped = true;
            return 1;
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        end();
    }
}
