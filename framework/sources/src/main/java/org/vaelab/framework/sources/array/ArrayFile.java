// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.SafetensorsHeader;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.sources.Hdf5;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * The arrays of a file by name: of {@code .npz}, {@code .safetensors}, {@code .mat} and HDF5 all,
 * of {@code .npy} and IDX files one without a name.
 *
 * @param rejected why other arrays cannot be read, by name
 */
@Internal
public record ArrayFile(Path path, Map<String, StoredArray> arrays, Map<String, String> rejected) {

    /**
     * Creates a file.
     *
     * @throws DataException if there is no array that can be read
     */
    public ArrayFile {
        if (arrays.isEmpty()) {
            throw new DataException(
                    rejected.isEmpty()
                            ? path + ": no array in it"
                            : String.join("\n", rejected.values()));
        }
    }

    /** Separates a file and the name of an array in it: {@code data.npz#x_train}. */
    private static final char MEMBER = '#';

    private static final String NPY = ".npy";
    private static final String NPZ = ".npz";
    private static final String SAFETENSORS = ".safetensors";
    private static final String MAT = ".mat";
    private static final String H5 = ".h5";
    private static final String HDF5 = ".hdf5";

    private static final Set<ElementType> TENSOR_TYPES = EnumSet.allOf(ElementType.class);

    /** Returns whether a file is one of arrays, by its name. */
    static boolean accepts(Path address) {
        String name = fileOf(address).toString().toLowerCase(Locale.ROOT);
        return Stream.of(NPY, NPZ, SAFETENSORS, MAT, H5, HDF5).anyMatch(name::endsWith);
    }

    /** Returns the file of an address with or without the name of an array. */
    static Path fileOf(Path address) {
        int at = separator(address.toString());
        return at < 0 ? address : Path.of(address.toString().substring(0, at));
    }

    /** Returns the name of an array in an address; empty if it has none. */
    static String memberOf(Path address) {
        int at = separator(address.toString());
        return at < 0 ? "" : address.toString().substring(at + 1).replaceFirst("^/", "");
    }

    private static int separator(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return Stream.of(NPZ, SAFETENSORS, MAT, H5, HDF5)
                .filter(ending -> lower.contains(ending + MEMBER))
                .mapToInt(ending -> lower.lastIndexOf(ending + MEMBER) + ending.length())
                .findFirst()
                .orElse(-1);
    }

    /**
     * Reads the headers of a file.
     *
     * @throws DataException if it is absent or damaged, or has an array that cannot be read
     */
    public static ArrayFile open(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        try {
            if (Files.size(GivenFile.required(path)) == 0) {
                throw new DataException(path + ": the file is empty");
            }
            if (name.endsWith(NPZ)) {
                return npz(path);
            } else if (name.endsWith(SAFETENSORS)) {
                return safetensors(path);
            } else if (name.endsWith(MAT)) {
                return MatFile.open(path);
            } else if (name.endsWith(H5) || name.endsWith(HDF5)) {
                // Without the library, the class of the next line cannot be loaded.
                Hdf5.requireLibrary();
                return Hdf5Arrays.read(path, false);
            } else if (IdxFile.accepts(path)) {
                return new ArrayFile(path, Map.of("", IdxFile.read(path)), Map.of());
            }
            return npy(path);
        } catch (ZipException e) {
            throw new DataException(
                    path
                            + ": damaged or truncated zip file ("
                            + e.getMessage()
                            + "); copy it again, or write it with numpy.savez",
                    e);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private static ArrayFile npy(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(GivenFile.open(path))) {
            NpyHeader header = NpyHeader.read(in, path.toString());
            StoredArray array =
                    array(path, path.toString(), header, new StoredArray.InFile(header.length()));
            requireLength(array, header.length(), Files.size(path));
            return new ArrayFile(path, Map.of("", array), Map.of());
        }
    }

    private static StoredArray array(
            Path path, String name, NpyHeader header, StoredArray.Place place) {
        List<Integer> shape = StoredArray.extents(name, header.shape());
        return new StoredArray(
                path, name, header.type(), header.order(), shape, header.columnMajor(), place);
    }

    private static void requireLength(StoredArray array, long offset, long length) {
        if (length - offset < array.bytes()) {
            throw DataException.of(
                    "%s: truncated, %s bytes of numbers are expected and %s are there; copy or"
                            + " write the file again",
                    array.described(), array.bytes(), Math.max(0, length - offset));
        }
    }

    private static ArrayFile npz(Path path) throws IOException {
        ZipMembers zip = new ZipMembers(path);
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        Map<String, String> rejected = new LinkedHashMap<>();
        for (ZipArchiveEntry member : zip.all()) {
            String file = member.getName();
            String name = file.endsWith(NPY) ? file.substring(0, file.length() - 4) : file;
            try {
                arrays.put(name, member(path, zip, member, name));
            } catch (DataException e) {
                rejected.put(name, e.getMessage());
            }
        }
        return new ArrayFile(path, arrays, rejected);
    }

    private static StoredArray member(
            Path path, ZipMembers zip, ZipArchiveEntry member, String name) throws IOException {
        String label = path + "#" + name;
        try (InputStream in = zip.open(member.getName())) {
            NpyHeader header = NpyHeader.read(in, label);
            OptionalLong offset = ZipMembers.offset(member);
            StoredArray.Place place =
                    offset.isPresent()
                            ? new StoredArray.InFile(offset.getAsLong() + header.length())
                            : new StoredArray.Compressed(
                                    () -> skipped(zip, member.getName(), header));
            StoredArray array = array(path, label, header, place);
            requireLength(array, header.length(), member.getSize());
            return array;
        }
    }

    private static InputStream skipped(ZipMembers zip, String member, NpyHeader header)
            throws IOException {
        InputStream in = zip.open(member);
        in.skipNBytes(header.length());
        return in;
    }

    private static ArrayFile safetensors(Path path) throws IOException {
        try (FileChannel in = FileChannel.open(path)) {
            SafetensorsHeader header = SafetensorsHeader.read(path, in, TENSOR_TYPES);
            header.requireWhole(path, in.size());
            Map<String, StoredArray> arrays = new LinkedHashMap<>();
            for (SafetensorsHeader.Entry tensor : header.arrays()) {
                String label = path + "#" + tensor.name();
                arrays.put(
                        tensor.name(),
                        new StoredArray(
                                path,
                                label,
                                tensor.type(),
                                ByteOrder.LITTLE_ENDIAN,
                                StoredArray.extents(label, tensor.shape()),
                                false,
                                new StoredArray.InFile(header.start() + tensor.begin())));
            }
            return new ArrayFile(path, arrays, Map.of());
        }
    }

    /**
     * Returns an array by name.
     *
     * @throws DataException if there is none of that name
     */
    public StoredArray array(String name) {
        StoredArray found = arrays.get(name);
        if (rejected.containsKey(name)) {
            throw new DataException(rejected.get(name));
        }
        if (found == null) {
            throw DataException.of(
                    "%s: no array \"%s\"\n%s",
                    path, name, Spelling.hint(name, List.copyOf(arrays.keySet())));
        }
        return found;
    }

    /** Returns the first array that has one of some names. */
    Optional<StoredArray> first(List<String> names) {
        return names.stream().filter(arrays::containsKey).map(this::array).findFirst();
    }

    /** Opens the file of an address. */
    static ArrayFile of(Path address) {
        return open(fileOf(address));
    }

    /**
     * Returns the array that an address names, else the only one, else one of the usual names.
     *
     * @param address of this file
     * @throws DataException if there are several others
     */
    StoredArray chosen(Path address, List<String> usual) {
        String member = memberOf(address);
        if (!member.isEmpty()) {
            return array(member);
        }
        List<String> names = List.copyOf(arrays.keySet());
        return first(names.size() == 1 ? names : usual)
                .orElseThrow(
                        () ->
                                DataException.of(
                                        "%s has the arrays %s; name one: %s#%s",
                                        path,
                                        String.join(", ", names),
                                        path.getFileName(),
                                        names.get(0)));
    }
}
