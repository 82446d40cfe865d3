// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/**
 * Chooses how CUDA multiplies float32 tensors: in full precision, or in TF32 on tensor cores.
 * libtorch has one setting for the process, with TF32 as default for convolutions. So each product
 * sets it, one thread at a time. Products on the processor are not affected.
 */
record Float32Products(boolean onDevice) {

    private static final Object ONE_AT_A_TIME = new Object();

    /** Starts a product; where it runs on a device, the caller waits for those of other threads. */
    <T> T compute(boolean inTf32, Supplier<T> product) {
        if (!onDevice) {
            return product.get();
        }
        torch.Float32Precision wanted =
                inTf32 ? torch.Float32Precision.TF32 : torch.Float32Precision.IEEE;
        synchronized (ONE_AT_A_TIME) {
            set(torch.Float32Op.MATMUL, wanted);
            set(torch.Float32Op.CONV, wanted);
            return product.get();
        }
    }

    private static void set(torch.Float32Op operation, torch.Float32Precision wanted) {
        Context context = torch.globalContext();
        if (context.float32Precision(torch.Float32Backend.CUDA, operation) != wanted) {
            context.setFloat32Precision(torch.Float32Backend.CUDA, operation, wanted);
        }
    }
}
