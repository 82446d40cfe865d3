// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.sources.DataLocations;

/** Reads an image, or all images of a folder, for a trained model. */
final class ImageReader implements ExampleReader {

    private final ImageSource settings;

    ImageReader(ImageSource settings) {
        this.settings = settings;
    }

    @Override
    public boolean accepts(Path file) {
        return Files.isDirectory(file) || ImageFile.isImage(file);
    }

    @Override
    public Found read(Path file, DataSummary trained) {
        DataShape shape = trained.split().map(ValueSplit::whole).orElse(trained.shape());
        ImageForm form =
                new ImageForm(
                        shape.channels() == 1 ? ColourMode.GREY : ColourMode.COLOUR,
                        new ImageSize(shape.height(), shape.width()),
                        settings.size() == null
                                ? Optional.empty()
                                : Optional.of(settings.cropOrCenter()));
        if (!Files.exists(file)) {
            throw new DataException(file + ": no such file or folder");
        }
        ImageFolder folder = ImageFolder.of(file);
        DecodedImages images = new DecodedImages(folder, form, Progress.SILENT);
        Examples found =
                ImageSource.examples(
                        images,
                        folder,
                        List.of(),
                        DataLocations.ofSystem().cache(),
                        ValuePrecision.DOUBLE);
        return new Found(found, images.remarks());
    }
}
