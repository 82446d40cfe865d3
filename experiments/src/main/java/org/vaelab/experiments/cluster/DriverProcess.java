// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver of Spark, a child process that reads and writes lines of URL-encoded words. */
final class DriverProcess implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(DriverProcess.class);

    private static final String MAIN = "org.vaelab.spark.PlanDriver";

    private static final int KEPT_LINES = 15;

    private static final int LAST_MOMENT_SECONDS = 40;

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
    private final OutputStream in;
    private final BlockingQueue<List<String>> lines = new LinkedBlockingQueue<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final Thread errorReader;

    private DriverProcess(Process process) {
        this.process = process;
        this.in = process.getOutputStream();
        read("vaelab-driver", process.getInputStream(), text -> lines.add(words(text)));
        this.errorReader = read("vaelab-driver-log", process.getErrorStream(), this::error);
    }

    static DriverProcess start(String classPath) throws IOException {
        List<String> command = new ArrayList<>(ignoringInterrupts());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-XX:+IgnoreUnrecognizedVMOptions"));
        OPENED.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
        command.addAll(
                List.of(
                        "-Djdk.reflect.useDirectMethodHandle=false",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "-cp",
                        classPath,
                        MAIN));
        return new DriverProcess(new ProcessBuilder(command).start());
    }

    /**
     * Returns the beginning of a command that ignores SIGINT. A terminal sends Ctrl-C to all its
     * processes, but this one decides when tasks end.
     */
    private static List<String> ignoringInterrupts() {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return windows ? List.of() : List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    }

    private Thread read(String name, InputStream from, Consumer<String> to) {
        Thread thread =
                new Thread(
                        () -> {
                            try (BufferedReader reader =
                                    new BufferedReader(
                                            new InputStreamReader(from, StandardCharsets.UTF_8))) {
                                @Nullable String text;
                                while ((text = reader.readLine()) != null) {
                                    to.accept(text);
                                }
                            } catch (IOException e) {
                                LOG.info("{} ended", name, e);
                            }
                        },
                        name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void error(String text) {
        LOG.info("spark: {}", text);
        synchronized (errors) {
            errors.add(text);
            if (errors.size() > KEPT_LINES) {
                errors.remove();
            }
        }
    }

    private static List<String> words(String line) {
        return Stream.of(line.split(" ", -1))
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toList();
    }

    /** Sends a message. If the process ended, {@link #next} tells why. */
    synchronized void send(String... words) {
        String line =
                Stream.of(words)
                        .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(" ", "", "\n"));
        try {
            in.write(line.getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Waits a moment for the next message, which is empty if there is none.
     *
     * @throws ClusterException if the process ended
     */
    List<String> next() {
        try {
            @Nullable List<String> line = lines.poll(200, TimeUnit.MILLISECONDS);
            if (line == null && !process.isAlive()) {
                errorReader.join(1000);
                line = lines.poll();
                if (line == null) {
                    throw new ClusterException(lastWords());
                }
            }
            return line == null ? List.of() : line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while runs are under way", e);
        }
    }

    private String lastWords() {
        synchronized (errors) {
            return "the driver of Spark ended with code "
                    + process.exitValue()
                    + (errors.isEmpty() ? "" : "\n    " + String.join("\n    ", errors))
                    + "\n    the same command goes on";
        }
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } catch (IOException e) {
            LOG.info("the driver of Spark ended already", e);
        }
        try {
            if (!process.waitFor(LAST_MOMENT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
