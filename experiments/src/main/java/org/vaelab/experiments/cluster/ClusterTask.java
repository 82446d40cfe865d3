// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;

/**
 * A run that a worker executes.
 *
 * @param run the run, with the checksum of its data
 * @param folder the absolute path of the comparison's folder, for workers that see it
 * @param shownFolder that folder as the user wrote it
 * @param command the command of the user, for the records
 * @param framework the software of the user, for the records
 * @param files the absolute paths of the files that the run needs, by their paths in the archive of
 *     files
 */
record ClusterTask(
        PlannedRun run,
        String folder,
        String shownFolder,
        String command,
        Provenance.Framework framework,
        Map<String, String> files) {

    ClusterTask {
        files = Map.copyOf(files);
    }

    static ClusterTask parse(String text) throws IOException {
        return RecordMapper.read(
                text.getBytes(StandardCharsets.UTF_8), ClusterTask.class, "task of a cluster");
    }

    String text() {
        return new String(RecordMapper.line(this), StandardCharsets.UTF_8).strip();
    }
}
