// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The native libraries of ONNX Runtime, which are unpacked to the folder of temporary files. */
final class Natives {

    /**
     * ONNX Runtime 1.29 matches the command line of the process with a recursive regular expression. A
     * long class path overflows a usual stack, which ends the process. Only pages in use take memory.
     */
    private static final long STACK = 512L << 20;

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
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IllegalArgumentException(
                    ("ONNX Runtime cannot be loaded: %s"
                                    + "\nit unpacks about 30 MB to %s; if that folder is full or"
                                    + " read-only, name another one:"
                                    + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER")
                            .formatted(cause.getMessage(), System.getProperty("java.io.tmpdir")),
                    e);
        }
    }

    private static void open(CompletableFuture<OrtEnvironment> opened) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            opened.complete(environment);
        } catch (OrtException | LinkageError | RuntimeException e) {
            opened.completeExceptionally(e);
        }
    }
}
