// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.vaelab.framework.tables.HubFiles;
import org.vaelab.testkit.contract.DataSourceContract;

final class ImageContractTest extends DataSourceContract {

    ImageContractTest() {
        super(
                "images",
                "{path: 'FOLDER/all', size: '6x8', testFraction: 0.5}",
                "{path: 'FOLDER/all/cat', test: 'FOLDER/all/dog', size: 4, mode: 'grey', crop: 'none'}",
                "{path: 'FOLDER/hub', size: 6}",
                "{path: 'FOLDER/hub/train-*.parquet', testFraction: 0.5, size: 6, column: 'image', label: 'label'}");
    }

    @Override
    protected boolean isOfFolder() {
        return true;
    }

    @Override
    protected void write(Path folder) throws IOException {
        byte[][] pictures = new byte[2][];
        for (int i = 0; i < pictures.length; i++) {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(ImageFiles.gradient(9, 8 + i, 90 * i), "png", png);
            pictures[i] = png.toByteArray();
        }
        for (String file : List.of("train-0", "train-1", "test-0")) {
            Path path = folder.resolve("hub/" + file + ".parquet");
            HubFiles.writeImages(path, HubFiles.CLASSES, pictures, new int[] {0, 1});
        }
        for (int i = 0; i < 3; i++) {
            Path all = folder.resolve("all");
            ImageFiles.write(
                    all.resolve("cat/a" + i + ".png"), ImageFiles.gradient(9 + i, 12, 40 * i));
            ImageFiles.write(
                    all.resolve("dog/b" + i + ".jpg"), ImageFiles.gradient(16, 10 + i, 40 * i));
        }
    }
}
