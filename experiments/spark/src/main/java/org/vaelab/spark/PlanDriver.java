// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The driver of Spark for a comparison. {@code compare} starts it and talks to it by {@link Messages}.
 * It ends when its standard input ends, so that a killed {@code compare} leaves nothing behind.
 *
 * <p>It reads settings first: {@code conf KEY VALUE}, {@code spool FOLDER} and {@code start}. Then:
 *
 * <pre>
 * files ARCHIVE   files for executors that do not see the originals
 * task ID TASK    executes a task; answered with 'done ID [FILE]' or 'failed ID TEXT'
 * cancel          ends all tasks; answered with 'cancelled'
 * </pre>
 *
 * <p>It says {@code broken TEXT} if Spark cannot start or has ended.
 *
 * <p>It also passes on what executors tell: {@code joined WORKER HOST FOLDER FILES}, {@code started
 * ID WORKER} and {@code note TEXT}.
 */
public final class PlanDriver implements AutoCloseable {

    private static final int LAST_MOMENT_SECONDS = 30;

    private final JavaSparkContext context;
    private final Path spool;
    private final ClusterNotes notes;
    private final ExecutorService waiting =
            Executors.newCachedThreadPool(
                    work -> {
                        Thread thread = new Thread(work, "vaelab-task");
                        thread.setDaemon(true);
                        return thread;
                    });

    private PlanDriver(SparkConf conf, Path spool) {
        this.context = new JavaSparkContext(conf);
        this.spool = spool;
        this.notes = new ClusterNotes();
        context.sc().addSparkListener(notes);
    }

    public static void main(String[] arguments) throws IOException {
        Messages.claimOutput();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SparkConf conf =
                new SparkConf()
                        .set("spark.ui.enabled", "false")
                        .set("spark.ui.showConsoleProgress", "false");
        Path spool = Path.of("");
        @Nullable String text;
        while ((text = in.readLine()) != null) {
            List<String> words = Messages.words(text);
            switch (words.get(0)) {
                case "conf" -> conf.set(words.get(1), words.get(2));
                case "spool" -> spool = Path.of(words.get(1));
                case "start" -> {
                    drive(conf, spool, in);
                    return;
                }
                default -> throw new IOException("unknown message " + words);
            }
        }
    }

    private static void drive(SparkConf conf, Path spool, BufferedReader in) throws IOException {
        conf.set("spark.master", Keys.retrying(conf.get("spark.master")))
                .set("spark.plugins", ClusterPlugin.class.getName())
                // Two attempts of a run at the same time would be one too many.
                .set("spark.speculation", "false")
                .set("spark.driver.maxResultSize", "0");
        try (PlanDriver driver = new PlanDriver(conf, spool)) {
            @Nullable String text;
            while ((text = in.readLine()) != null) {
                driver.handle(Messages.words(text));
            }
        } catch (RuntimeException e) {
            Messages.tell("broken", reason(String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private void handle(List<String> words) throws IOException {
        switch (words.get(0)) {
            case "files" -> SentFiles.offer(Path.of(words.get(1)));
            case "task" -> submit(words.get(1), words.get(2));
            case "cancel" -> cancel();
            default -> throw new IOException("unknown message " + words);
        }
    }

    private void submit(String id, String task) {
        try {
            // A job of its own: a task that fails finally does not end the others.
            JavaFutureAction<List<byte[]>> result =
                    context.parallelize(List.of(task), 1).map(new RunTask(id)).collectAsync();
            waiting.execute(() -> Messages.tell(answer(id, result)));
        } catch (RuntimeException e) {
            if (!context.sc().isStopped()) {
                throw e;
            }
            Messages.tell("broken", stopped());
        }
    }

    private String[] answer(String id, JavaFutureAction<List<byte[]>> result) {
        try {
            byte[] files = result.get().get(0);
            if (files.length == 0) {
                return new String[] {"done", id};
            }
            Path file = spool.resolve(UUID.randomUUID() + ".zip");
            Files.createDirectories(spool);
            return new String[] {"done", id, Files.write(file, files).toString()};
        } catch (ExecutionException e) {
            if (context.sc().isStopped()) {
                return new String[] {"broken", stopped()};
            }
            return new String[] {"failed", id, reason(String.valueOf(e.getCause()))};
        } catch (IOException e) {
            return new String[] {"failed", id, String.valueOf(e.getMessage())};
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new String[] {"failed", id, "the driver was interrupted"};
        }
    }

    /** Returns why there is no context any more. Only the cluster stops it early. */
    private String stopped() {
        return context.master()
                + " gave this application up, or refuses it\n    its master and workers must be"
                + " of Spark "
                + context.version()
                + ", as the driver is; the same command goes on";
    }

    /** Returns what the last worker said, without Spark's account of the job and its stack. */
    private static String reason(String text) {
        String last = text.replaceFirst("(?s)^.*?most recent failure: .*?\\(TID \\d+\\) ", "");
        return last.replaceFirst("(?s)\n\tat .*|\n+Driver stacktrace.*", "").strip();
    }

    private void cancel() {
        context.sc().cancelAllJobs();
        waiting.execute(
                () -> {
                    notes.awaitIdle(LAST_MOMENT_SECONDS);
                    Messages.tell("cancelled");
                });
    }

    /** Ends the executors, and soon after this process in any case. */
    @Override
    public void close() {
        Thread watchdog =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(1000L * LAST_MOMENT_SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            Runtime.getRuntime().halt(1);
                        },
                        "vaelab-end");
        watchdog.setDaemon(true);
        watchdog.start();
        context.close();
        waiting.shutdownNow();
        deleteSpool();
    }

    /** Deletes what a killed {@code compare} leaves of archives. */
    private void deleteSpool() {
        try (Stream<Path> files = Files.walk(spool)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // compare deletes it too.
        }
    }
}
