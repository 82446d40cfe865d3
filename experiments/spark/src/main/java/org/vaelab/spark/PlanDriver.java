// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.package$;

/**
 * The driver of Spark for a comparison, a child process of {@code compare}. It executes each line
 * of {@code tasks} as a job of its own, and ends. If its standard input ends before, all runs end:
 * a killed {@code compare} leaves nothing behind.
 *
 * <p>Its only argument is a folder with these files:
 *
 * <pre>
 * conf      settings of Spark, as properties
 * command   the words of the command that executes a task, a line each
 * tasks     a task in each line; its number is its name
 * </pre>
 *
 * <p>A run that a worker sends goes to the folder {@code NUMBER} beside them. Standard output
 * tells, with texts that are URL-encoded:
 *
 * <pre>
 * started NUMBER WORKER   a worker begins a task, perhaps after another one was lost
 * done NUMBER
 * failed NUMBER TEXT      the task failed on several workers
 * note TEXT
 * </pre>
 */
public final class PlanDriver {

    /** The name of the unpacked archive on a worker. */
    static final String FILES = "vaelab";

    private static final int LAST_MOMENT_SECONDS = 30;

    private static final PrintStream OUT = System.out;

    private final Path spool;
    private final JavaSparkContext context;
    private final SparkTask worker;

    private PlanDriver(Path spool, JavaSparkContext context) throws IOException {
        this.spool = spool;
        this.context = context;
        this.worker = new SparkTask(Files.readAllLines(spool.resolve("command")));
    }

    public static void main(String[] arguments) throws IOException {
        // What libraries print is none of the messages.
        System.setOut(System.err);
        Path spool = Path.of(arguments[0]);
        endWithInput(spool);
        try (JavaSparkContext context = new JavaSparkContext(conf(spool.resolve("conf")))) {
            context.sc().addSparkListener(new ClusterNotes());
            PlanDriver driver = new PlanDriver(spool, context);
            driver.execute(Files.readAllLines(spool.resolve("tasks")));
        } catch (IllegalStateException e) {
            // Spark gave up while it started. Its log, above, has the reason.
            System.err.println(stopped());
            System.exit(1);
        }
    }

    private static SparkConf conf(Path file) throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        SparkConf conf =
                new SparkConf()
                        .set("spark.ui.enabled", "false")
                        .set("spark.ui.showConsoleProgress", "false");
        settings.forEach((key, value) -> conf.set((String) key, (String) value));
        // A second copy of a run at the same time would be one too many.
        return conf.set("spark.speculation", "false").set("spark.driver.maxResultSize", "0");
    }

    private static void endWithInput(Path spool) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                System.in.read();
                            } catch (IOException e) {
                                // It ended.
                            }
                            // What fails from now on is not the fault of the runs.
                            OUT.close();
                            FileUtils.deleteQuietly(spool.toFile());
                            CompletableFuture.delayedExecutor(LAST_MOMENT_SECONDS, TimeUnit.SECONDS)
                                    .execute(() -> Runtime.getRuntime().halt(1));
                            System.exit(1);
                        },
                        "vaelab-input");
        thread.setDaemon(true);
        thread.start();
    }

    static synchronized void tell(String verb, String... words) {
        StringBuilder line = new StringBuilder(verb);
        for (String word : words) {
            line.append(' ').append(URLEncoder.encode(word, StandardCharsets.UTF_8));
        }
        OUT.print(line.append('\n'));
        OUT.flush();
    }

    /** Executes each task as a job of its own: one that fails finally does not end the others. */
    private void execute(List<String> tasks) {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            String id = "" + i;
            context.setLocalProperty(ClusterNotes.TASK, id);
            JavaFutureAction<List<Map<String, byte[]>>> files = submit(tasks.get(i));
            answers.add(CompletableFuture.runAsync(() -> answer(id, files), threads));
        }
        answers.forEach(CompletableFuture::join);
        threads.shutdown();
    }

    private JavaFutureAction<List<Map<String, byte[]>>> submit(String task) {
        try {
            return context.parallelize(List.of(task), 1).map(worker).collectAsync();
        } catch (RuntimeException e) {
            throw context.sc().isStopped() ? new IllegalStateException(stopped(), e) : e;
        }
    }

    private void answer(String id, JavaFutureAction<List<Map<String, byte[]>>> files) {
        try {
            for (Map.Entry<String, byte[]> sent : files.get().get(0).entrySet()) {
                Path file = spool.resolve(id).resolve(sent.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, sent.getValue());
            }
            tell("done", id);
        } catch (ExecutionException | IOException e) {
            String why = "" + (e instanceof ExecutionException ? e.getCause() : e).getMessage();
            tell("failed", id, context.sc().isStopped() ? stopped() : reason(why));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns why there is no context any more. Only the cluster stops it early. */
    private static String stopped() {
        return "the master of Spark does not answer, or refuses this application: correct --master, or give"
                + " the cluster Spark "
                + package$.MODULE$.SPARK_VERSION()
                + ", as the driver is";
    }

    /** Returns what the last worker said, without Spark's account of the job and its stack. */
    private static String reason(String text) {
        String last = text.replaceFirst("(?s)^.*?most recent failure: .*?\\(TID \\d+\\) ", "");
        return last.replaceFirst("(?s)\n\tat .*|\n+Driver stacktrace.*", "").strip();
    }
}
