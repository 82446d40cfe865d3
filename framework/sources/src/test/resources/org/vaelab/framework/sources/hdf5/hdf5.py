"""Writes the files of this folder, with h5py 3.7 and SciPy 1.10: python3 hdf5.py.

A value of arrays.h5 is its place k in row-major order, or follows from it; Hdf5ArraysTest says how.
The cells of all other files are those of CellsSourceTest.
"""
import h5py
import numpy as np
import scipy.io
import scipy.sparse

TEXT = h5py.string_dtype()
COUNTS = np.array([[1, 0, 2, 0], [0, 0, 0, 0], [3, 1, 0, 0], [0, 5, 7, 0], [1, 0, 0, 0], [2, 9, 0, 0]], "f4")
CELLS = ["c0", "c1", "c2", "c3", "c4", "c5"]
GENES = ["A", "B", "C", "D"]
ROWS, PLACES = np.nonzero(COUNTS)
STARTS = np.concatenate([[0], np.cumsum((COUNTS != 0).sum(1))])


def places(shape):
    return np.arange(np.prod(shape)).reshape(shape)


def arrays():
    with h5py.File("arrays.h5", "w") as f:
        k = places((30, 14))
        packed = {"chunks": (8, 5), "shuffle": True}
        f.create_dataset("gzip", data=k.astype("f4"), compression="gzip", **packed)
        f.create_dataset("lzf", data=k.astype("<i4"), compression="lzf", **packed)
        f.create_dataset("grows", data=k.astype(">f8"), maxshape=(None, 20))
        f.create_dataset("half", data=k.astype("f2"), chunks=(30, 1))
        f.create_dataset("boolean", data=k % 3 == 0, chunks=(7, 7))
        f.create_dataset("unsigned", data=(2**64 - 1 - k.astype("u8")), chunks=(4, 14), compression="gzip")
        some = f.create_dataset("fill", shape=(30, 14), dtype="i2", fillvalue=-7, chunks=(8, 5))
        some[10:12, 6:8] = k[10:12, 6:8]
        f.create_dataset("never", shape=(30, 14), dtype="f4", fillvalue=2.5)
        masked = f.create_dataset("masked", data=k.astype("<i4"), chunks=(30, 7), shuffle=True, compression="gzip")
        masked.id.write_direct_chunk((0, 7), k[:, 7:].astype("<i4").tobytes(), filter_mask=3)
        f.create_dataset("large", data=places((2000, 600)) % 7.0, chunks=(150, 200), compression="gzip")
        f.create_dataset("checked", data=k, chunks=(8, 5), fletcher32=True)
        f["soft"] = h5py.SoftLink("/gzip")
        f["outer"] = h5py.ExternalLink("other.h5", "/x")
        f.create_group("again")["root"] = f["/"]
    with h5py.File("latest.h5", "w", libver="latest") as f:
        f.create_dataset("grows", data=places((30, 14)), chunks=(7, 3), maxshape=(None, 14))
    with h5py.File("small.h5", "w") as f:
        f.create_dataset("x", data=places((9, 4)).astype("f4"), chunks=(4, 3), compression="gzip")


def matlab():
    with h5py.File("matlab.mat", "w", userblock_size=512) as f:
        def put(name, of, data, **attributes):
            data = f.create_dataset(name, data=data)
            data.attrs["MATLAB_class"] = np.bytes_(of)
            for key, value in attributes.items():
                data.attrs[key] = value
        put("x", "double", places((4, 3)).astype("f8"))
        put("y", "int64", 2**53 + np.arange(3, dtype="i8").reshape(1, 3))
        put("z", "double", np.zeros((2, 3), [("real", "f8"), ("imag", "f8")]))
        put("text", "char", np.zeros((3, 1), "u2"))
        put("none", "double", np.zeros(2, "u8"), MATLAB_empty=np.uint8(1))
        s = f.create_group("sparse")
        s.attrs["MATLAB_sparse"] = np.uint64(3)
        s["data"] = np.ones(2)
    with open("matlab.mat", "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64")
    scipy.io.savemat("sparse.mat", {"s": scipy.sparse.csc_matrix(places((20, 3))), "x": places((4, 3)).astype("u1")})


def frame(group, names, **columns):
    group.attrs["_index"] = "_index"
    group.create_dataset("_index", data=np.array(names, dtype=object), dtype=TEXT, chunks=(2,), compression="gzip")
    for name, values in columns.items():
        group.create_dataset(name, data=values, chunks=(4,))


def compressed(group, data, **how):
    for name, values in (("data", data), ("indices", PLACES.astype("i4")), ("indptr", STARTS.astype("i4"))):
        group.create_dataset(name, data=values, chunks=(3,), **how)


def cells():
    with h5py.File("anndata.h5ad", "w") as f:
        frame(f.create_group("obs"), CELLS, id=2**53 + np.arange(6), known=np.arange(6) % 2 == 0)
        for name, key, values in (("type", "codes", np.array([0, 1, 1, -1, 0, 1], "i1")), ("day", "mask", np.arange(6) > 3)):
            group = f["obs"].create_group(name)
            group[key] = values
        f["obs/type"].create_dataset("categories", data=np.array(["T", "B"], dtype=object), dtype=TEXT)
        f["obs/day/values"] = np.arange(6)
        frame(f.create_group("var"), GENES)
        x = f.create_group("X")
        x.attrs["encoding-type"] = "csr_matrix"
        x.attrs["shape"] = COUNTS.shape
        compressed(x, COUNTS[ROWS, PLACES], maxshape=(None,))
        layers = f.create_group("layers")
        layers["link"] = h5py.SoftLink("/X")
        layers.create_dataset("dense", data=COUNTS.astype("f2"), chunks=(4, 3), compression="gzip")
        layers.create_dataset("boolean", data=COUNTS > 0, chunks=(5, 4))
    with h5py.File("cells.loom", "w") as f:
        f.create_dataset("matrix", data=COUNTS.T, chunks=(3, 4), compression="gzip")
        f.create_group("col_attrs")["CellID"] = np.array(CELLS, "S")
        f.create_group("row_attrs")["Gene"] = np.array(GENES, "S")
    for name, group in (("cellranger2.h5", "hg19"), ("cellranger3.h5", "matrix")):
        with h5py.File(name, "w") as f:
            m = f.create_group(group)
            compressed(m, COUNTS[ROWS, PLACES].astype("i4"), compression="gzip")
            m["barcodes"] = np.array(CELLS, "S")
            m["shape"] = np.array([4, 6], "i4")
            rows = m.create_group("features") if group == "matrix" else m
            rows["name" if group == "matrix" else "gene_names"] = np.array(GENES, "S")
            if group == "matrix":
                rows["feature_type"] = np.array(["Gene Expression"] * 3 + ["Antibody Capture"], "S")


arrays()
matlab()
cells()
