// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.DataException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** The matrices of a MATLAB file, version 5 (as versions 6 and 7 of MATLAB write it). */
record MatFiles(Path path, MatFile content) {

    private static final String VERSION_5 = "MATLAB 5.0";

    /**
     * Reads a file.
     *
     * @throws DataException if it is of another version, or damaged
     */
    static MatFiles read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            String start = new String(in.readNBytes(VERSION_5.length()), US_ASCII);
            if (!start.equals(VERSION_5)) {
                throw DataException.of(
                        "%s: %s; save it in MATLAB with save('x.mat', '-v7'), or in Python with"
                                + " scipy.io.savemat",
                        path,
                        start.startsWith("MATLAB 7.3")
                                ? "version 7.3 (HDF5) is not supported"
                                : "no MATLAB file of version 5");
            }
        }
        try (Source source = Sources.openStreamingFile(path.toFile())) {
            return new MatFiles(path, Mat5.newReader(source).readMat());
        } catch (IOException | RuntimeException e) {
            // The library throws many kinds on damaged files.
            throw new DataException(path + ": damaged or truncated: " + e.getMessage(), e);
        }
    }

    /**
     * Returns a matrix.
     *
     * @param extents that it must have; -1: any
     * @throws DataException if there is none of that name, or its extents differ
     */
    Matrix matrix(String name, int... extents) {
        List<String> names = new ArrayList<>();
        content.getEntries().forEach(entry -> names.add(entry.getName()));
        if (!names.contains(name) || !(content.getArray(name) instanceof Matrix matrix)) {
            throw DataException.of(
                    "%s: no matrix %s; there are: %s", path, name, String.join(", ", names));
        }
        int[] found = matrix.getDimensions();
        boolean same = found.length == extents.length;
        for (int i = 0; same && i < extents.length; i++) {
            same = extents[i] < 0 || extents[i] == found[i];
        }
        if (!same) {
            throw DataException.of(
                    "%s: matrix %s is %s, expected %s (-1: any)",
                    path, name, Arrays.toString(found), Arrays.toString(extents));
        }
        return matrix;
    }
}
