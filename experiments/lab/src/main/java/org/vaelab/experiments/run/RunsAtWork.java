// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;

/**
 * The runs of a comparison that processes hold now, from their {@link ComparisonLock}s. Writes
 * nothing.
 */
final class RunsAtWork implements Closeable {

    private final @Nullable LockFile file;
    private boolean known = true;

    private RunsAtWork(@Nullable LockFile file) {
        this.file = file;
    }

    /**
     * Looks at a comparison. A folder without a lock file has no runs at work.
     *
     * @throws IOException if the file of the locks cannot be opened
     */
    public static RunsAtWork in(ComparisonFolder folder) throws IOException {
        return new RunsAtWork(
                Files.exists(LockFile.in(folder)) ? LockFile.openToLook(folder) : null);
    }

    public boolean isAtWork(PlannedRun run) {
        return isHeld(ComparisonLock.workAt(run));
    }

    /** Returns whether a process executes a run now, or will. */
    public boolean isClaimed(PlannedRun run) {
        return isHeld(ComparisonLock.claimOf(run));
    }

    /** Returns whether the answers are reliable. They are not if the file system has no locks. */
    public boolean isKnown() {
        return known;
    }

    private boolean isHeld(String what) {
        if (file == null) {
            return false;
        }
        try {
            return file.isHeld(what);
        } catch (IOException e) {
            known = false;
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
