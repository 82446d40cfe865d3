// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.KeptRuns;
import org.vaelab.experiments.run.PlanExecutor;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.sources.DataLocations;

/**
 * Executes runs on the workers of a cluster, as many at once as the cluster has room for. The
 * process itself only holds the claims of the runs, shows their progress, and puts runs in place
 * that workers send.
 *
 * @param locations where the runs find their data in this process
 * @param notes receives sentences on the cluster
 */
public record ClusterExecutor(
        Cluster.Opener opener, DataLocations locations, Consumer<String> notes)
        implements PlanExecutor {

    /** The folder of plugins in the archive of files. */
    static final String PLUGINS = "plugins/";

    private static final String SPOOL = ".spool";

    @Override
    public ComparisonRunner.Summary run(Work work) throws IOException {
        KeptRuns kept = new KeptRuns(work.executor(), work.complete());
        kept.requireDataOf(work.jobs());
        Map<String, List<ComparisonRunner.Job>> tasks = new LinkedHashMap<>();
        List<ComparisonRunner.Job> left = new ArrayList<>();
        for (List<ComparisonRunner.Job> group : ComparisonRunner.groups(work.jobs())) {
            List<ComparisonRunner.Job> open = kept.rest(group, work.listener());
            if (!open.isEmpty()) {
                tasks.put("" + tasks.size(), open);
                left.addAll(open);
            }
        }
        int complete = work.jobs().size() - left.size();
        if (tasks.isEmpty() || work.interrupted().getAsBoolean()) {
            return new ComparisonRunner.Summary(complete, 0, left.size());
        }
        Map<String, Path> files = files(work, left);
        Path folder = work.folder().path().toAbsolutePath().normalize();
        try (Cluster cluster = opener.open(folder, files)) {
            for (Map.Entry<String, List<ComparisonRunner.Job>> task : tasks.entrySet()) {
                cluster.submit(task.getKey(), content(task.getValue(), work, files));
            }
            return new OpenTasks(work, cluster, notes, tasks, spool(folder)).follow(complete);
        } finally {
            new FolderTree(folder.resolve(SPOOL)).delete();
        }
    }

    /** Returns the folder for archives that arrive, on the file system of the comparison. */
    static Path spool(Path folder) {
        return folder.resolve(SPOOL);
    }

    private Map<String, Path> files(Work work, List<ComparisonRunner.Job> left) {
        Map<String, Path> files = new LinkedHashMap<>(NeededFiles.of(left, locations));
        for (PluginJar jar : work.executor().plugins().jars().jars()) {
            files.put(PLUGINS + jar.fileName(), jar.path().toAbsolutePath());
        }
        return files;
    }

    private static String content(
            List<ComparisonRunner.Job> task, Work work, Map<String, Path> files) {
        Map<String, String> paths = new LinkedHashMap<>();
        files.forEach((entry, path) -> paths.put(entry, path.toString()));
        return new ClusterTask(
                        task.stream().map(job -> onData(job, work)).toList(),
                        work.folder().path().toAbsolutePath().normalize().toString(),
                        work.folder().path().toString(),
                        work.executor().provenances().command(),
                        work.executor().provenances().framework(),
                        paths)
                .text();
    }

    private static PlannedRun onData(ComparisonRunner.Job job, Work work) {
        return job.planned().on(work.executor().data().get(job.spec()).dataset().checksum());
    }
}
