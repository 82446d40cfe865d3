// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.CommandText;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;

/**
 * The locks that a process holds on a comparison while it works: its runs, and for a moment the
 * plan or the report. Other processes may hold other runs.
 *
 * <p>A process has at most one of these for a folder: closing a second one would release the locks
 * of the first. If the file system has no locks, nothing is locked, and a warning says so.
 */
public final class ComparisonLock implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(ComparisonLock.class);

    /** The longest time that another process needs to write a plan or a report. */
    private static final Duration WRITING = Duration.ofMinutes(2);

    /** The longest time that a process needs to leave a run, after the owner of its claim ended. */
    private static final Duration LEAVING = Duration.ofMinutes(1);

    private static final String PLAN = "plan";
    private static final String REPORT = "report";

    private final ComparisonFolder folder;
    private final LockFile file;
    private boolean warned;

    private ComparisonLock(ComparisonFolder folder, LockFile file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Opens the lock of a comparison, without locking anything.
     *
     * @throws IOException if its file cannot be opened
     */
    public static ComparisonLock open(ComparisonFolder folder) throws IOException {
        return new ComparisonLock(folder, LockFile.openToHold(folder));
    }

    /**
     * Takes runs for this process, until it closes this.
     *
     * @throws UserError if another process has one of them
     */
    public void claim(List<PlannedRun> runs) {
        for (PlannedRun run : runs) {
            if (hold(claimOf(run), LockFile.MOMENT).isEmpty()) {
                throw claimed(run);
            }
        }
    }

    /**
     * Marks a run as executed now, until the result is closed. Waits for a process that leaves the
     * run: a worker of a cluster may outlive the process that claimed it.
     *
     * @throws UserError if another process executes it
     */
    public Closeable working(PlannedRun run) {
        return hold(workAt(run), LEAVING).orElseThrow(() -> claimed(run));
    }

    /** Waits until no other process writes the plan, and locks it until the result is closed. */
    public Closeable writingPlan() {
        return hold(PLAN, WRITING).orElse(() -> {});
    }

    /** Waits until no other process writes the report, and locks it until the result is closed. */
    public Closeable writingReport() {
        return hold(REPORT, WRITING).orElse(() -> {});
    }

    /**
     * Marks a further evaluation of a run as made by this process, until the result is closed.
     *
     * @param name of the file of the evaluation
     * @return empty if another process makes it
     */
    public Optional<Closeable> evaluating(PlannedRun run, String name) {
        return hold("evaluate " + run.folderName() + " " + name, LockFile.MOMENT);
    }

    private UserError claimed(PlannedRun run) {
        return new UserError(
                ("%s: another process is at work there, with model '%s', seed %s, "
                                + "among its runs\n    see how far it is: %s\n    wait for it, "
                                + "choose another output folder, or divide the plan into shards")
                        .formatted(
                                folder.path(),
                                run.model(),
                                run.seed(),
                                CommandText.vaelab(List.of("status", folder.path().toString()))));
    }

    static String claimOf(PlannedRun run) {
        return "claim " + run.folderName();
    }

    static String workAt(PlannedRun run) {
        return "work " + run.folderName();
    }

    private Optional<Closeable> hold(String what, Duration patience) {
        try {
            return file.hold(what, patience).map(lock -> lock::release);
        } catch (IOException e) {
            warn(e);
            return Optional.of(() -> {});
        }
    }

    private synchronized void warn(IOException why) {
        if (!warned) {
            warned = true;
            LOG.warn(
                    "{} cannot be locked: see to it yourself that no two processes have one run ({})",
                    folder.path(),
                    why.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
