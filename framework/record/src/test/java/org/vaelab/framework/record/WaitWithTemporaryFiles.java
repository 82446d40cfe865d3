// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that makes temporary files, and waits while it writes another. */
final class WaitWithTemporaryFiles {

    private WaitWithTemporaryFiles() {}

    /** What nothing refers to is closed, as in a program that works for long. */
    private static void collectGarbage() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        while (garbage.get() != null) {
            System.gc();
        }
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] args) throws IOException {
        TemporaryPath.deleteAbandoned();
        if (args.length == 0) {
            return;
        }
        Path folder = TemporaryPath.folder("test-").path();
        Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("file"), "text");
        TemporaryPath.beforeDeletion(
                () -> System.out.println("farewell, files are there: " + Files.exists(folder)));
        collectGarbage();
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
