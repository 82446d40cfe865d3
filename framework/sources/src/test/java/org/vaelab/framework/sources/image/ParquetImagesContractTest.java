// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.tables.HubFiles;
import org.vaelab.testkit.contract.DataSourceContract;

@Tag("full")
final class ParquetImagesContractTest extends DataSourceContract {

    ParquetImagesContractTest() {
        super(
                "images",
                "{path: 'FOLDER/all.parquet', size: 6}",
                "{path: 'FOLDER/all.parquet', testFraction: 0.5, size: '5x6', column: 'image', label: 'label', seed: 1}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        byte[][] pictures = new byte[6][];
        for (int i = 0; i < pictures.length; i++) {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(ImageFiles.gradient(9, 8 + i, 40 * i), "png", png);
            pictures[i] = png.toByteArray();
        }
        int[] labels = {0, 1, 2, 0, 1, 2};
        HubFiles.writeImages(folder.resolve("all.parquet"), HubFiles.CLASSES, pictures, labels);
    }

    @Override
    protected Optional<String> whyNoTestChange() {
        return Optional.of("the source of folders has them");
    }
}
