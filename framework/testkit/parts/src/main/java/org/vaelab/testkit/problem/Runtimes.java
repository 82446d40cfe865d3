// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.ServiceLoader;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.tensor.ReciprocalBackend;
import org.vaelab.testkit.tensor.ReferenceBackendProvider;

/** Runtimes of one thread that throw where a tensor would leak, on the processor if not said. */
public final class Runtimes {

    private Runtimes() {}

    /**
     * Opens a runtime on ND4J.
     *
     * @throws IllegalArgumentException if it is not on the class path
     */
    public static TensorRuntime nd4j(DType dtype) {
        return on("nd4j", dtype);
    }

    public static TensorRuntime reference(DType dtype) {
        return TensorRuntime.strict(
                new ReferenceBackendProvider().open(new BackendSettings("cpu", 1)), dtype);
    }

    /** Opens a runtime that divides by a constant as CUDA does, with a reciprocal. */
    public static TensorRuntime reciprocal(DType dtype) {
        return TensorRuntime.strict(
                ReciprocalBackend.of(
                        new ReferenceBackendProvider().open(new BackendSettings("cpu", 1))),
                dtype);
    }

    /**
     * Opens a runtime on a backend of the class path.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static TensorRuntime on(String backend, DType dtype) {
        return on(backend, "cpu", dtype);
    }

    /**
     * Opens a runtime on a device of a backend of the class path.
     *
     * @throws IllegalArgumentException if there is no backend of that name
     */
    public static TensorRuntime on(String backend, String device, DType dtype) {
        return TensorRuntime.strict(provider(backend).open(new BackendSettings(device, 1)), dtype);
    }

    /**
     * Opens a runtime that captures the programs which come again.
     *
     * @throws IllegalArgumentException if there is no backend of that name
     * @throws org.vaelab.framework.tensor.spi.BackendException if it captures none on that device
     */
    public static TensorRuntime capturing(String backend, String device, DType dtype) {
        TensorBackend opened = provider(backend).open(new BackendSettings(device, 1));
        return TensorRuntime.strict(Graphs.ON.apply(opened), dtype);
    }

    private static BackendProvider provider(String backend) {
        return ServiceLoader.load(BackendProvider.class, Runtimes.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(backend))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no backend '" + backend + "' is on the class path"));
    }
}
