// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import org.vaelab.framework.nd4j.Nd4jBackendProvider;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.tensor.ReferenceBackendProvider;

/** Runtimes that throw where a tensor would leak. */
final class Runtimes {

    private Runtimes() {}

    static TensorRuntime nd4j(DType dtype) {
        return on(new Nd4jBackendProvider(), dtype);
    }

    static TensorRuntime reference(DType dtype) {
        return on(new ReferenceBackendProvider(), dtype);
    }

    private static TensorRuntime on(BackendProvider provider, DType dtype) {
        return TensorRuntime.strict(provider.open(new BackendSettings("auto", 1)), dtype);
    }
}
