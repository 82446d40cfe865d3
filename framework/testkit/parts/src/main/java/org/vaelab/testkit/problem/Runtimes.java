// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.ServiceLoader;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
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

    /** Opens a runtime on the reference backend. */
    public static TensorRuntime reference(DType dtype) {
        return on(new ReferenceBackendProvider(), "cpu", dtype);
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
        return ServiceLoader.load(BackendProvider.class, Runtimes.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(backend))
                .map(provider -> on(provider, device, dtype))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no backend '" + backend + "' is on the class path"));
    }

    private static TensorRuntime on(BackendProvider provider, String device, DType dtype) {
        return TensorRuntime.strict(provider.open(new BackendSettings(device, 1)), dtype);
    }
}
