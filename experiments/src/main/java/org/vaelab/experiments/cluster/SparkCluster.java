// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;

/**
 * Apache Spark, version 4. Its driver is a child process, because the libraries of Spark and of
 * VaeLab do not fit into one class path. It ends with this process, also if this one is killed.
 */
public final class SparkCluster implements Cluster {

    /** The time without any worker after which the user is told. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private final DriverProcess driver;
    private final Map<String, Path> files;
    private final Path probe;
    private final Path spool;
    private final Queue<Message> told = new ArrayDeque<>();
    private final long begin = System.nanoTime();
    private boolean joined;
    private boolean warned;
    private boolean filesSent;

    private SparkCluster(DriverProcess driver, Map<String, Path> files, Path probe, Path spool) {
        this.driver = driver;
        this.files = files;
        this.probe = probe;
        this.spool = spool;
    }

    /** Returns what connects to a cluster. */
    public static Cluster.Opener at(SparkSettings settings) {
        return (folder, files) -> open(settings, folder, files);
    }

    private static SparkCluster open(SparkSettings settings, Path folder, Map<String, Path> files)
            throws IOException {
        new SparkMaster(settings.master()).requireAnswer();
        Path program = ProgramArchive.ofThisProcess().in(settings.cache());
        Path spool = ClusterExecutor.spool(folder);
        Files.createDirectories(spool);
        Path probe = Files.createFile(spool.resolve("probe-" + UUID.randomUUID()));
        DriverProcess driver = DriverProcess.start(settings.classPath());
        SparkCluster cluster = new SparkCluster(driver, files, probe, spool);
        try {
            conf(settings, program, files, probe)
                    .forEach((key, value) -> driver.send("conf", key, value));
            driver.send("spool", spool.toString());
            driver.send("start");
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static Map<String, String> conf(
            SparkSettings settings, Path program, Map<String, Path> files, Path probe) {
        Map<String, String> conf = new LinkedHashMap<>();
        conf.put("spark.app.name", "vaelab");
        conf.putAll(settings.conf());
        conf.put("spark.master", settings.master());
        conf.merge("spark.jars", settings.module().toString(), (own, ours) -> own + "," + ours);
        conf.merge("spark.archives", program + "#vaelab-program", (own, ours) -> own + "," + ours);
        conf.put("spark.vaelab.probe", probe.toString());
        conf.put("spark.vaelab.shared", settings.sharing());
        files.forEach((entry, path) -> conf.put("spark.vaelab.need." + entry, path.toString()));
        int plugins = 0;
        for (String entry : files.keySet()) {
            if (entry.startsWith(ClusterExecutor.PLUGINS)) {
                conf.put("spark.vaelab.plugin." + (100_000 + plugins++), entry);
            }
        }
        conf.put(
                "spark.vaelab.env.VAELAB_JAVA_OPTS",
                System.getenv().getOrDefault("VAELAB_JAVA_OPTS", ""));
        return conf;
    }

    @Override
    public void submit(String task, String content) {
        driver.send("task", task, content);
    }

    @Override
    public void cancel() {
        driver.send("cancel");
    }

    @Override
    public Optional<Message> next() throws IOException {
        if (told.isEmpty()) {
            receive();
        }
        if (!joined && !warned && System.nanoTime() - begin > LONG.toNanos()) {
            warned = true;
            told.add(new Note("no worker has joined yet; waiting"));
        }
        return Optional.ofNullable(told.poll());
    }

    private void receive() throws IOException {
        List<String> words = driver.next();
        if (words.isEmpty()) {
            return;
        }
        switch (words.get(0)) {
            case "done" ->
                    told.add(
                            new Done(
                                    words.get(1),
                                    words.stream().skip(2).map(Path::of).findFirst()));
            case "failed" -> told.add(new Failed(words.get(1), words.get(2)));
            case "started" -> told.add(new Started(words.get(1), words.get(2)));
            case "note" -> told.add(new Note(words.get(1)));
            case "cancelled" -> told.add(new Cancelled());
            case "broken" -> throw new ClusterException("Spark: " + words.get(1));
            case "joined" -> join(words.get(1), words.get(2), words.get(3), words.get(4));
            default -> {
                // A library printed it.
            }
        }
    }

    private void join(String worker, String host, String inPlace, String seesFiles)
            throws IOException {
        joined = true;
        if (!Boolean.parseBoolean(seesFiles) && !filesSent) {
            filesSent = true;
            driver.send("files", archive().toString());
        }
        told.add(
                new Note(
                        "worker %s on %s works in %s"
                                .formatted(
                                        worker,
                                        host,
                                        Boolean.parseBoolean(inPlace)
                                                ? "the folder of the comparison"
                                                : "a folder of its own")));
    }

    /** Returns an archive of the files that runs need. It is deleted with the spool. */
    private Path archive() throws IOException {
        Path archive = spool.resolve("files-" + UUID.randomUUID() + ".zip");
        try (ZipFolder zip = ZipFolder.create(archive)) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                zip.add(file.getKey(), file.getValue());
            }
        }
        return archive;
    }

    @Override
    public void close() throws IOException {
        driver.close();
        Files.deleteIfExists(probe);
    }
}
