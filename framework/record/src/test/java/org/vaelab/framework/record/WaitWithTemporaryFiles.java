// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that makes temporary files, and waits while it writes another. */
final class WaitWithTemporaryFiles {

    private WaitWithTemporaryFiles() {}

    public static void main(String[] args) throws IOException {
        TemporaryPath.deleteAbandoned();
        if (args.length == 0) {
            return;
        }
        Path folder = TemporaryPath.folder("test-").path();
        Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("file"), "text");
        TemporaryPath.beforeDeletion(
                () -> System.out.println("farewell, files are there: " + Files.exists(folder)));
        AtomicFile.make(
                Path.of(args[0]),
                part -> {
                    Files.writeString(part, "half");
                    System.out.println("waiting");
                    try {
                        Thread.sleep(120_000);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
    }
}
