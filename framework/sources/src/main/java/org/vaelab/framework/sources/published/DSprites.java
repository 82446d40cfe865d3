// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.sources.array.ArraySource;

/**
 * dSprites: {@code imgs} [737280, 64, 64] of 0 and 1, and {@code latents_classes} [737280, 6]. They
 * are 3 GB unpacked. If that does not fit memory, they are unpacked once into the cache folder.
 */
@Cites("matthey2017")
@Part(
        value = "dsprites",
        description =
                "generated shapes with six known factors (colour, shape, scale, orientation, x, y),"
                        + " 737,280 binary images of 64x64",
        paper = "Matthey et al. (2017)")
public record DSprites(
        @Setting(
                        "folder of dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz; default dsprites"
                                + " under a data root")
                @Nullable Path path,
        @Setting("fraction of the images held out for the test; default 0.2")
                @Nullable Double testFraction,
        @Setting("seed of the choice of test images; default 0") @Nullable Long seed)
        implements PublishedSet {

    private static final String FILE = "dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz";

    @Override
    public SetFiles files() {
        return new SetFiles(
                        "dsprites",
                        List.of(FILE),
                        "https://github.com/google-deepmind/dsprites-dataset",
                        "dSprites (Matthey et al., 2017)")
                .licensed(
                        new SetFiles.License(
                                "https://spdx.org/licenses/Apache-2.0",
                                "https://github.com/google-deepmind/dsprites-dataset/blob/master/LICENSE",
                                ""));
    }

    @Override
    public Dataset read(Path folder, ValuePrecision precision, Progress progress) {
        return new ArraySource(
                        folder.resolve(FILE + "#imgs"),
                        null,
                        testFraction,
                        null,
                        null,
                        null,
                        folder.resolve(FILE + "#latents_classes"),
                        null,
                        List.of("colour", "shape", "scale", "orientation", "x", "y"),
                        null,
                        ValueDomain.BINARY,
                        null,
                        null,
                        seed,
                        "dsprites")
                .load(progress, precision);
    }
}
