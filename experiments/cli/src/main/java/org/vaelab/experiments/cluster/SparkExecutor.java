// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.sources.DataLocations;

/**
 * Executes each run as a task of Spark, as many at once as the cluster has room for. This process
 * holds the claims of the runs, and puts runs in place that workers send.
 *
 * @param master the URL, such as {@code spark://host:7077}
 * @param conf settings of Spark
 * @param shared whether workers see the files of this machine, and work in the folder of the
 *     comparison. Otherwise they get the program and the data, and send runs back when they end
 * @param locations where the runs find their data in this process
 * @param notes receives sentences on the cluster
 */
public record SparkExecutor(
        SparkInstallation spark,
        String master,
        Map<String, String> conf,
        boolean shared,
        DataLocations locations,
        Consumer<String> notes)
        implements Executor {

    private static final String MAIN = "org.vaelab.experiments.cli.Main";

    public SparkExecutor {
        conf = Map.copyOf(conf);
    }

    @Override
    public Summary run(Work work) throws IOException {
        work.requireDataOfComplete();
        List<PlannedRun> left = new ArrayList<>();
        for (PlannedRun run : work.runs()) {
            if (!work.keeps(run)) {
                left.add(run);
            }
        }
        int kept = work.runs().size() - left.size();
        if (left.isEmpty() || work.listener().isInterrupted()) {
            return new Summary(kept, 0, left.size());
        }
        // This process alone has claimed the run. A killed one with the same claim may have left a
        // folder.
        String first = work.runs().get(0).folderName();
        Path spools = work.folder().path().toAbsolutePath().resolve(".spool-" + first);
        FolderTree.delete(spools);
        try {
            Path spool = Files.createTempDirectory(Files.createDirectories(spools), "");
            write(spool, left, work);
            return follow(spool, left, work, kept);
        } finally {
            FolderTree.delete(spools);
        }
    }

    /** Writes what the driver reads. */
    private void write(Path spool, List<PlannedRun> left, Work work) throws IOException {
        SentFiles files = new SentFiles(shared);
        Files.write(spool.resolve("command"), command(files, work));
        List<String> tasks = new ArrayList<>();
        for (PlannedRun run : left) {
            RunTask task = task(run, work, files);
            tasks.add(new String(RecordMapper.line(task), StandardCharsets.UTF_8).strip());
        }
        Files.write(spool.resolve("tasks"), tasks);
        Properties settings = new Properties();
        settings.setProperty("spark.app.name", "vaelab");
        settings.putAll(conf);
        settings.setProperty("spark.master", master);
        settings.merge("spark.jars", spark.module().toString(), (own, ours) -> own + "," + ours);
        if (!shared) {
            String archive = files.zip(spool.resolve("files.zip")) + "#" + SentFiles.UNPACKED;
            settings.merge("spark.archives", archive, (own, ours) -> own + "," + ours);
        }
        try (Writer out = Files.newBufferedWriter(spool.resolve("conf"))) {
            settings.store(out, null);
        }
    }

    /**
     * Returns the command of a worker, after {@code java}: this program, with its options of the
     * JVM.
     */
    private List<String> command(SentFiles files, Work work) {
        List<String> command = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions"));
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            boolean isOfHere =
                    option.contains("SharedArchiveFile") || option.contains("vaelab.cache");
            if (option.matches("-[XD].*") && !isOfHere) {
                command.add(option);
            }
        }
        String classPath =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(Files::exists)
                        .map(entry -> files.place("lib", entry))
                        .collect(Collectors.joining(File.pathSeparator));
        command.add("-Dvaelab.cache=" + files.cache(locations));
        command.addAll(List.of("-cp", classPath, MAIN, "work"));
        for (PluginJar jar : work.lab().plugins().jars().jars()) {
            command.addAll(List.of("--plugin", files.place("plugins", jar.path())));
        }
        return command;
    }

    private RunTask task(PlannedRun planned, Work work, SentFiles files) {
        Lab lab = work.lab();
        RunSpec spec = work.spec(planned);
        PlannedRun run = planned.on(lab.data().get(spec).dataset().checksum());
        ConfigPaths.of(run.config()).stream()
                .map(ConfigPaths::file)
                .filter(Files::exists)
                .forEach(path -> files.place("files", path));
        files.placeData(spec.data().name(), locations);
        Path folder = work.folder().path();
        return new RunTask(
                run,
                shared ? folder.toAbsolutePath().toString() : "",
                folder.toString(),
                lab.provenances().command(),
                lab.provenances().framework(),
                files.places());
    }

    /** Tells which runs begin and end and puts them in place, until the driver ends. */
    private Summary follow(Path spool, List<PlannedRun> left, Work work, int kept)
            throws IOException {
        int completed = kept;
        int failed = 0;
        try (DriverProcess driver =
                DriverProcess.start(spark.classPath(), spool, work.listener()::isInterrupted)) {
            for (List<String> told = driver.next(); !told.isEmpty(); told = driver.next()) {
                if (told.get(0).equals("note")) {
                    notes.accept(told.get(1));
                    continue;
                }
                int index = Integer.parseInt(told.get(1));
                PlannedRun run = left.get(index);
                switch (told.get(0)) {
                    case "started" -> {
                        work.listener().heard(new RunEvent.Started(run, 0));
                        notes.accept(run.label() + " starts on worker " + told.get(2));
                    }
                    case "done" -> {
                        putInPlace(spool.resolve(told.get(1)).resolve(run.folderName()), run, work);
                        boolean isComplete = finish(run, work);
                        completed += isComplete ? 1 : 0;
                        failed += isComplete ? 0 : 1;
                    }
                    case "failed" -> {
                        work.listener().heard(new RunEvent.Lost(run, told.get(2)));
                        failed++;
                    }
                    default -> throw new IOException("unknown message " + told);
                }
            }
        }
        return new Summary(completed, failed, kept + left.size() - completed - failed);
    }

    /** Puts the folder of a run that a worker sent in place, wholly or not at all. */
    private static void putInPlace(Path arrived, PlannedRun run, Work work) throws IOException {
        if (Files.isDirectory(arrived)) {
            Path place = work.folder().run(run).path();
            Files.createDirectories(place.getParent());
            if (Files.exists(place)) {
                // A process that is killed between the two moves leaves an open run.
                Path earlier = arrived.resolveSibling("earlier");
                Files.move(place, earlier, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(arrived, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Tells how a run ended; returns whether it is complete. */
    private static boolean finish(PlannedRun run, Work work) throws IOException {
        RunFolder files = work.folder().run(run);
        RunRecord record = files.readResult();
        for (HealthFinding finding : files.health().findings()) {
            work.listener().heard(new RunEvent.Found(run, finding));
        }
        work.listener().heard(new RunEvent.Finished(run, record));
        return record.status() == RunStatus.COMPLETED;
    }
}
