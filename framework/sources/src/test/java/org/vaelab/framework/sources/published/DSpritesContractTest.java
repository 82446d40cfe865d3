// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.sources.array.ArrayBytes;
import org.vaelab.testkit.contract.DataSourceContract;

final class DSpritesContractTest extends DataSourceContract {

    DSpritesContractTest() {
        super("dsprites", "{path: 'FOLDER', testFraction: 0.5}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        byte[] bits = new byte[4 * 64 * 64];
        for (int i = 0; i < bits.length; i += 7) {
            bits[i] = 1;
        }
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("metadata", ArrayBytes.npy("|O", false, "", new byte[30]));
        arrays.put("imgs", ArrayBytes.npy("|u1", false, "4, 64, 64", bits));
        long[] factors = new long[4 * 6];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = i % 6 == 0 ? 0 : i % 5;
        }
        byte[] classes = ArrayBytes.npy("<i8", false, "4, 6", ArrayBytes.longs(factors));
        arrays.put("latents_classes", classes);
        ArrayBytes.npz(
                folder.resolve("dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz"), true, arrays);
    }

    @Override
    protected Optional<String> whyNoTestChange() {
        return Optional.of("the set is published in two parts, and nothing is learned");
    }
}
