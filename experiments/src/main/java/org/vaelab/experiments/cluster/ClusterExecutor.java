// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.plan.Job;
import org.vaelab.experiments.run.Executor;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.sources.DataLocations;

/**
 * Executes runs on the workers of a cluster, as many at once as the cluster has room for. The
 * process itself only holds the claims of the runs, tells which begin and end, and puts runs in
 * place that workers send.
 *
 * <p>The cluster opens at the first runs that need it. It stays open for the next ones, such as
 * those of the next rung of a search, until the executor is closed.
 */
public final class ClusterExecutor implements Executor {

    /** The folder of plugins in the archive of files. */
    static final String PLUGINS = "plugins/";

    private static final String SPOOL = ".spool";

    private final Cluster.Opener opener;
    private final DataLocations locations;
    private final Consumer<String> notes;
    private @Nullable OpenCluster open;
    private int submitted;

    /**
     * Creates an executor. It opens nothing yet.
     *
     * @param locations where the runs find their data in this process
     * @param notes receives sentences on the cluster
     */
    public ClusterExecutor(Cluster.Opener opener, DataLocations locations, Consumer<String> notes) {
        this.opener = opener;
        this.locations = locations;
        this.notes = notes;
    }

    /**
     * A cluster with the files that its workers have.
     *
     * @param spool the folder for archives that arrive
     */
    private record OpenCluster(Cluster cluster, Map<String, Path> files, Path spool)
            implements Closeable {

        @Override
        public void close() throws IOException {
            try (cluster) {
                // Workers may still write to the spool.
            } finally {
                FolderTree.delete(spool);
            }
        }
    }

    @Override
    public Executor.Summary run(Work work) throws IOException {
        work.requireDataOfComplete();
        Map<String, Job> tasks = new LinkedHashMap<>();
        for (Job job : work.jobs()) {
            if (!work.keeps(job)) {
                tasks.put("" + submitted++, job);
            }
        }
        List<Job> left = List.copyOf(tasks.values());
        int complete = work.jobs().size() - left.size();
        if (tasks.isEmpty() || work.listener().isInterrupted()) {
            return new Executor.Summary(complete, 0, left.size());
        }
        boolean isUsable = false;
        try {
            Map<String, Path> files = files(work, left);
            OpenCluster at = openFor(absolute(work), files);
            for (Map.Entry<String, Job> task : tasks.entrySet()) {
                at.cluster().submit(task.getKey(), content(task.getValue(), work, files));
            }
            Executor.Summary summary =
                    new OpenTasks(work, at.cluster(), notes, tasks, at.spool()).follow(complete);
            isUsable = summary.interrupted() == 0;
            return summary;
        } finally {
            if (!isUsable) {
                close();
            }
        }
    }

    /** Returns the open cluster if its workers have the files, otherwise a new one. */
    private OpenCluster openFor(Path folder, Map<String, Path> files) throws IOException {
        OpenCluster known = open;
        if (known != null && known.files().entrySet().containsAll(files.entrySet())) {
            return known;
        }
        close();
        OpenCluster opened = new OpenCluster(opener.open(folder, files), files, spool(folder));
        open = opened;
        return opened;
    }

    @Override
    public void close() throws IOException {
        OpenCluster known = open;
        open = null;
        if (known != null) {
            known.close();
        }
    }

    private static Path absolute(Work work) {
        return work.folder().path().toAbsolutePath().normalize();
    }

    /** Returns the folder for archives that arrive, on the file system of the comparison. */
    static Path spool(Path folder) {
        return folder.resolve(SPOOL);
    }

    private Map<String, Path> files(Work work, List<Job> left) {
        Map<String, Path> files = new LinkedHashMap<>(NeededFiles.of(left, locations));
        for (PluginJar jar : work.context().plugins().jars().jars()) {
            files.put(PLUGINS + jar.fileName(), jar.path().toAbsolutePath());
        }
        return files;
    }

    private static String content(Job job, Work work, Map<String, Path> files) {
        Map<String, String> paths = new LinkedHashMap<>();
        files.forEach((entry, path) -> paths.put(entry, path.toString()));
        return new ClusterTask(
                        onData(job, work),
                        absolute(work).toString(),
                        work.folder().path().toString(),
                        work.context().provenances().command(),
                        work.context().provenances().framework(),
                        paths)
                .text();
    }

    private static PlannedRun onData(Job job, Work work) {
        return job.planned().on(work.context().data().get(job.spec()).dataset().checksum());
    }
}
