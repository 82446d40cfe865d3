// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.VaeLabModule;

/** Binds the variant and the architecture {@code onnx}. */
@Internal
public final class OnnxModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(OnnxVariant.class);
        part(OnnxArchitecture.class);
    }
}
