// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.List;
import java.util.ServiceLoader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.vaelab.framework.tensor.spi.BackendException;

/**
 * ND4J's own CUDA backend, which the Maven profile {@code nd4j-cuda} brings: whether it starts. This
 * module's arithmetic is for the processor and does not use it.
 */
final class Nd4jCuda {

    private static final String NAME = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final String RESOURCE = "/org/nd4j/linalg/jcublas/JCublasBackend.class";

    private Nd4jCuda() {}

    /** Returns what {@code doctor} says of it: nothing where it is not on the class path. */
    static List<String> report() {
        if (Nd4jCuda.class.getResource(RESOURCE) == null) {
            return List.of();
        }
        return List.of("nd4j's backend for CUDA 11.6 " + state());
    }

    private static String state() {
        try {
            boolean available =
                    ServiceLoader.load(Nd4jBackend.class).stream()
                            .filter(found -> found.type().getName().equals(NAME))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("is not announced"))
                            .get()
                            .canRun();
            return available ? "starts; runtime.device does not reach it" : "finds no device";
        } catch (LinkageError | RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return "does not start: " + cause.getMessage();
        }
    }

    /**
     * Requires that ND4J has taken its backend for the processor.
     *
     * @throws BackendException if it has taken that for CUDA, in whose memory nothing here computes
     */
    static void refuseAsBackend() {
        if (Nd4j.getBackend().getClass().getName().equals(NAME)) {
            throw new BackendException(
                    "backend nd4j computes on the processor, and ND4J has taken its backend for"
                            + " CUDA: build without -Pnd4j-cuda, or set BACKEND_PRIORITY_CPU=1000");
        }
    }
}
