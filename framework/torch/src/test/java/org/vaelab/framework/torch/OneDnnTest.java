// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** TorchBackendTest compares the convolutions that are left in use with sums in Java. */
final class OneDnnTest {

    private static final long[] SHAPE = {2, 3};

    @Test
    void aGradientOfZerosOrNaNIsWrong() {
        LibTorch.oneDnn();
        try (Scalar two = new Scalar(2.0);
                Scalar nearly = new Scalar(2.00001);
                Scalar notANumber = new Scalar(Double.NaN);
                Tensor expected = torch.full(SHAPE, two);
                Tensor rounded = torch.full(SHAPE, nearly);
                Tensor zeros = torch.zeros(SHAPE);
                Tensor unwritten = torch.full(SHAPE, notANumber)) {
            assertThat(OneDnn.isClose(rounded, expected)).isTrue();
            assertThat(OneDnn.isClose(zeros, expected)).isFalse();
            assertThat(OneDnn.isClose(unwritten, expected)).isFalse();
        }
    }

    @Test
    void oneDnnIsOnOnlyIfItIsRight() {
        OneDnn found = LibTorch.oneDnn();
        assertThat(torch.globalContext().userEnabledMkldnn()).isEqualTo(found == OneDnn.IN_USE);
        assertThat(OneDnn.find()).isEqualTo(found);
    }
}
