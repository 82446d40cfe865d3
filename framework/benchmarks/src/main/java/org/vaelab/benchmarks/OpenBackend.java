// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ServiceLoader;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Backends without the runtime around them. */
final class OpenBackend {

    private OpenBackend() {}

    /**
     * Opens a backend for the calling thread, with threads for what a model is made of.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static TensorBackend named(String name, int threads, ModelSize size) {
        ChildJvm.quiet();
        size.chooseThreads();
        return ServiceLoader.load(BackendProvider.class, OpenBackend.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backend '" + name + "'"))
                .open(new BackendSettings(Workload.CPU, threads));
    }
}
