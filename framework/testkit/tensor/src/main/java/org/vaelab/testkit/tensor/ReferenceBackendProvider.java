// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Set;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Announces {@link ReferenceBackend}; {@code auto} prefers every other backend. */
public final class ReferenceBackendProvider implements BackendProvider {

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Set<String> devices() {
        return Set.of("cpu");
    }

    @Override
    public int preference() {
        return Integer.MIN_VALUE;
    }

    @Override
    public TensorBackend open(BackendSettings settings) {
        settings.requireFullProducts(name());
        return new ReferenceBackend();
    }
}
