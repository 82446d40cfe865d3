// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;

/**
 * Puts the folder of a run that a worker sent into the folder of a comparison, wholly or not at all.
 */
record ArrivedRuns(ComparisonFolder folder) {

    /**
     * Puts a run in place and deletes the archive. An earlier folder of the run is replaced.
     *
     * @param spool a folder on the same file system
     */
    void put(Path archive, PlannedRun run, Path spool) throws IOException {
        Path unpacked = spool.resolve(UUID.randomUUID().toString());
        ZipFolder.unpack(archive, unpacked);
        Files.createDirectories(folder.runs());
        Path arrived = unpacked.resolve(run.folderName());
        Path place = folder.run(run).path();
        if (!Files.isDirectory(arrived)) {
            throw new IOException(run.folderName() + " is not among the files of a worker");
        }
        if (Files.exists(place)) {
            // A process that is killed between the two moves leaves an open run.
            Path earlier = unpacked.resolve("earlier-" + run.folderName());
            Files.move(place, earlier, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(arrived, place, StandardCopyOption.ATOMIC_MOVE);
        new FolderTree(unpacked).delete();
        Files.deleteIfExists(archive);
    }
}
