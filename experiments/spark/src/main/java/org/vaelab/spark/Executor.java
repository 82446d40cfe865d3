// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * An executor of Spark: what its machine sees, and its VaeLab processes. A process executes one
 * task after the other, and there are as many as tasks at the same time.
 */
final class Executor {

    private static final int LAST_MOMENT_SECONDS = 8;

    private static volatile @Nullable Executor current;

    private final PluginContext context;
    private final boolean seesFolder;
    private final boolean seesFiles;
    private @Nullable Path fetched;
    private final List<WorkerProcess> all = new ArrayList<>();
    private final Deque<WorkerProcess> idle = new ArrayDeque<>();

    private Executor(PluginContext context) {
        this.context = context;
        SparkConf conf = context.conf();
        boolean mayShare = !conf.get(Keys.SHARED).equals("no");
        this.seesFolder = mayShare && Files.exists(Path.of(conf.get(Keys.PROBE)));
        this.seesFiles =
                mayShare
                        && Keys.under(Keys.NEED, conf).values().stream()
                                .allMatch(path -> Files.exists(Path.of(path)));
    }

    static Executor open(PluginContext context) {
        Executor opened = new Executor(context);
        current = opened;
        return opened;
    }

    static Executor current() {
        return Objects.requireNonNull(current, "spark.plugins lacks VaeLab's");
    }

    /** Lets the processes leave checkpoints and end. */
    static void close() {
        Executor open = current;
        if (open != null) {
            open.end();
        }
    }

    boolean seesFolder() {
        return seesFolder;
    }

    boolean seesFiles() {
        return seesFiles;
    }

    boolean mustShare() {
        return context.conf().get(Keys.SHARED).equals("yes");
    }

    /** Returns the name of this machine. The context does not know it in an executor. */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed machine";
        }
    }

    void tell(String... words) throws IOException {
        context.send(words);
    }

    String id() {
        return context.executorID();
    }

    /** Returns the unpacked files, or an empty path if this machine sees the originals. */
    private synchronized Path files() throws IOException {
        if (seesFiles) {
            return Path.of("");
        }
        Path known = fetched;
        if (known == null) {
            Path folder = folder("vaelab-files-");
            try {
                SentFiles.fetch(context, folder);
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the files of the comparison cannot be fetched: " + e, e);
            }
            known = folder;
            fetched = folder;
        }
        return known;
    }

    /** Returns an idle process, or a new one. */
    WorkerProcess take() throws IOException {
        synchronized (this) {
            while (!idle.isEmpty()) {
                WorkerProcess process = idle.pop();
                if (process.isAlive()) {
                    return process;
                }
            }
        }
        WorkerProcess started =
                WorkerProcess.start(command(), environment(), folder("vaelab-work-"));
        synchronized (this) {
            all.add(started);
        }
        return started;
    }

    synchronized void giveBack(WorkerProcess process) {
        idle.push(process);
    }

    private List<String> command() throws IOException {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        Path program = Path.of(SparkFiles.get(Keys.PROGRAM)).toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.addAll(
                windows
                        ? List.of("cmd", "/c", program.resolve("vaelab.cmd").toString())
                        : List.of("sh", program.resolve("vaelab").toString()));
        command.add("work");
        Map<String, String> needs = Keys.under(Keys.NEED, context.conf());
        Path files = files();
        if (seesFolder) {
            command.add("--in-place");
        }
        if (!seesFiles) {
            command.addAll(List.of("--files", files.toString()));
        }
        for (String plugin : Keys.under(Keys.PLUGIN, context.conf()).values()) {
            command.add("--plugin");
            command.add(
                    seesFiles
                            ? needs.getOrDefault(plugin, plugin)
                            : files.resolve(plugin).toString());
        }
        return command;
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = Keys.under(Keys.ENVIRONMENT, context.conf());
        environment.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        Path data = files().resolve(Keys.DATA);
        if (!seesFiles && Files.isDirectory(data)) {
            environment.put("VAELAB_DATA", data.toString());
        }
        return environment;
    }

    private static Path folder(String prefix) throws IOException {
        Path root = Path.of(SparkFiles.getRootDirectory()).toAbsolutePath().normalize();
        return Files.createTempDirectory(root, prefix);
    }

    private synchronized void end() {
        all.forEach(WorkerProcess::endInput);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_MOMENT_SECONDS);
        for (WorkerProcess process : all) {
            process.awaitEnd(deadline - System.nanoTime());
        }
    }
}
