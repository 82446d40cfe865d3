// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnxruntime.OrtEnvironment;

/** The native libraries of ONNX Runtime, which are unpacked to the folder of temporary files. */
final class Natives {

    private Natives() {}

    /**
     * Returns the environment of this process.
     *
     * @throws IllegalArgumentException if the libraries cannot be unpacked or loaded
     */
    static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment();
        } catch (LinkageError | IllegalStateException e) {
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
}
