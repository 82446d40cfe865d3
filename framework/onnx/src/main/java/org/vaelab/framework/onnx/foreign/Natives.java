// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.vaelab.framework.natives.BundledLibraries;
import org.vaelab.framework.tensor.spi.BackendException;

/** The native libraries of ONNX Runtime, which are unpacked once, to the folder of all native libraries. */
final class Natives {

    /**
     * ONNX Runtime 1.29 matches the command line of the process with a recursive regular expression. A
     * long class path overflows a usual stack, which ends the process. Only pages in use take memory.
     */
    private static final long STACK = 512L << 20;

    /** Tells ONNX Runtime the folder of its libraries. Without it, each process unpacks its own. */
    private static final String FOLDER = "onnxruntime.native.path";

    private Natives() {}

    /**
     * Returns the environment of this process. It sends no telemetry.
     *
     * @throws IllegalArgumentException if the libraries cannot be unpacked or loaded
     */
    static OrtEnvironment environment() {
        CompletableFuture<OrtEnvironment> opened = new CompletableFuture<>();
        new Thread(null, () -> open(opened), "onnxruntime", STACK).start();
        try {
            return opened.join();
        } catch (CompletionException e) {
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof BackendException)) {
                cause = cause.getCause();
            }
            throw new IllegalArgumentException(
                    "ONNX Runtime cannot be loaded: " + cause.getMessage(), e);
        }
    }

    private static void open(CompletableFuture<OrtEnvironment> opened) {
        try {
            unpack();
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            opened.complete(environment);
        } catch (OrtException | LinkageError | RuntimeException e) {
            opened.completeExceptionally(e);
        }
    }

    private static void unpack() {
        if (System.getProperty(FOLDER) != null) {
            return;
        }
        for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
            URL library =
                    OrtEnvironment.class.getResource(
                            "native/" + platform() + "/" + System.mapLibraryName(name));
            if (library == null) {
                // ONNX Runtime says which platforms it has.
                return;
            }
            System.setProperty(FOLDER, BundledLibraries.unpack(library).getParent().toString());
        }
    }

    /** Returns the folder of this platform in the jar. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (system.startsWith("windows") ? "win" : system.startsWith("mac") ? "osx" : "linux")
                + (List.of("amd64", "x86_64").contains(processor) ? "-x64" : "-aarch64");
    }
}
