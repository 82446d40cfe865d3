// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.IOException;
import java.nio.file.Path;

/** Writes runs in the format of an experiment tracker. */
interface RunWriter {

    /**
     * Writes a run, in place of what an earlier export wrote of it.
     *
     * @param folder of all runs
     * @param staging an empty folder on the same file system, for files that are not complete yet
     * @throws IOException if it cannot be written; an earlier export is then untouched
     */
    void write(TrackedRun run, Path folder, Path staging) throws IOException;

    /** Returns the command that shows the runs. */
    String look(Path folder);
}
