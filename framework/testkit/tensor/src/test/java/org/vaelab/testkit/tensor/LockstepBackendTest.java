// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import org.junit.jupiter.api.Tag;
import org.vaelab.framework.tensor.spi.BackendProvider;

/**
 * A member of a lockstep meets the contract of what it stands on, whatever the others compute. In every
 * build families are held to it by {@code SeedsTogetherTest}, and by the contract of variants.
 */
@Tag("slow")
final class LockstepBackendTest extends TensorBackendContract {

    @Override
    protected BackendProvider provider() {
        return new LockstepProvider(announced());
    }

    @Override
    protected BackendProvider announced() {
        return new ReferenceBackendProvider();
    }
}
