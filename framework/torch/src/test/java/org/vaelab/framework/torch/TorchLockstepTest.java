// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.junit.jupiter.api.Tag;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.testkit.tensor.LockstepProvider;
import org.vaelab.testkit.tensor.TensorBackendContract;

/** Operations with a leading axis of members, on libtorch. */
@Tag("slow")
final class TorchLockstepTest extends TensorBackendContract {

    @Override
    protected BackendProvider provider() {
        return new LockstepProvider(announced());
    }

    @Override
    protected BackendProvider announced() {
        return new TorchBackendProvider();
    }
}
