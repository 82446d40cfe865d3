// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.testkit.contract.DataSourceContract;
import org.vaelab.testkit.contract.TestChange;

final class ArrayContractTest extends DataSourceContract {

    ArrayContractTest() {
        super(
                "npy",
                "{train: 'FOLDER/images.npy', test: 'FOLDER/images.npy', labels: 'FOLDER/y.npy', classes: ['a', 'b']}",
                "{train: 'FOLDER/columns.npy', testFraction: 0.5}",
                "{train: 'FOLDER/packed.npz'}",
                "{train: 'FOLDER/stored.npz#imgs', factors: 'FOLDER/stored.npz#latents', factorNames: ['s', 't']}",
                "{train: 'FOLDER/stored.npz#imgs', test: 'FOLDER/stored.npz#imgs', shape: '1x1x4',"
                        + " factors: 'FOLDER/stored.npz#latents', testFactors: 'FOLDER/stored.npz#latents'}",
                "{train: 'FOLDER/t.safetensors#x', test: 'FOLDER/t.safetensors#z', domain: 'real'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        byte[] images = ArrayBytes.npy("|u1", false, "6, 4, 5, 3", ArrayBytes.counting(360));
        byte[] labels = ArrayBytes.npy("<i8", false, "6,", ArrayBytes.longs(3, 7, 7, 3, 3, 7));
        Files.write(folder.resolve("images.npy"), images);
        Files.write(folder.resolve("y.npy"), labels);
        Files.write(
                folder.resolve("columns.npy"),
                ArrayBytes.npy("<f4", true, "4, 2", ArrayBytes.floats(1, 2, 3, 4, 5, 6, 7, .5)));
        Map<String, byte[]> packed = new LinkedHashMap<>();
        packed.put("x_train", images);
        packed.put("y_train", labels);
        packed.put("x_test", images);
        packed.put("y_test", labels);
        ArrayBytes.npz(folder.resolve("packed.npz"), true, packed);
        Map<String, byte[]> stored = new LinkedHashMap<>();
        byte[] bits = {0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1};
        stored.put("metadata", ArrayBytes.npy("|O", false, "", new byte[30]));
        stored.put("imgs", ArrayBytes.npy("|u1", false, "3, 2, 2", bits));
        stored.put(
                "latents",
                ArrayBytes.npy("<i8", false, "3, 2", ArrayBytes.longs(0, 5, 1, 5, 1, 6)));
        ArrayBytes.npz(folder.resolve("stored.npz"), false, stored);
        tensors(folder, -5);
    }

    @Override
    protected List<TestChange> testChanges() {
        return List.of(
                new TestChange(
                        "{train: 'FOLDER/t.safetensors#x', test: 'FOLDER/t.safetensors#z', domain: 'real'}",
                        folder -> tensors(folder, 70)));
    }

    private static void tensors(Path folder, double first) throws IOException {
        Files.write(
                folder.resolve("t.safetensors"),
                ArrayBytes.safetensors(
                        "{\"__metadata__\":{\"a\":\"b\"},\"x\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},\"z\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[16,24]}}",
                        ArrayBytes.floats(1, 2, 3, 4, first, 6.5)));
    }

    @Override
    protected boolean repeatsExamples() {
        return true;
    }
}
