// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vaelab.testkit.contract.DataSourceContract;
import org.vaelab.testkit.contract.TestChange;

final class ImageContractTest extends DataSourceContract {

    ImageContractTest() {
        super(
                "images",
                "{path: 'FOLDER/all', size: '6x8', testFraction: 0.5}",
                "{path: 'FOLDER/all/cat', test: 'FOLDER/all/dog', size: 4, mode: 'grey', crop: 'none'}");
    }

    @Override
    protected boolean isOfFolder() {
        return true;
    }

    @Override
    protected void write(Path folder) throws IOException {
        for (int i = 0; i < 3; i++) {
            Path all = folder.resolve("all");
            ImageFiles.write(
                    all.resolve("cat/a" + i + ".png"), ImageFiles.gradient(9 + i, 12, 40 * i));
            ImageFiles.write(
                    all.resolve("dog/b" + i + ".jpg"), ImageFiles.gradient(16, 10 + i, 40 * i));
        }
    }

    @Override
    protected List<TestChange> testChanges() {
        return List.of(
                new TestChange(
                        "{path: 'FOLDER/all/cat', test: 'FOLDER/all/dog', size: 4, mode: 'grey', crop: 'none'}",
                        folder ->
                                ImageFiles.write(
                                        folder.resolve("all/dog/b1.jpg"),
                                        ImageFiles.gradient(16, 10, 200))));
    }
}
