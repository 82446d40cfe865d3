#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the graphs that GraphProgramTest reads. Needs onnx, onnxruntime, numpy and PyTorch 2.

    python3 graphs.py            the graphs of single operators, and the models of PyTorch 2 with gradients
    python3 graphs.py legacy     the models alone, by the exporter of the PyTorch that is installed
"""
import json
import os
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
RANDOM = np.random.default_rng(7)


def weights(*shape):
    return (RANDOM.normal(size=shape) * 0.5).astype(np.float32)


def operators():
    """One graph for each operator, as operators/NAME.onnx."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    folder = os.path.join(HERE, "operators")
    os.makedirs(folder, exist_ok=True)

    def write(name, nodes, shape, out=None, opset=17, initializers=None, outputs=("y",)):
        given = {k: np.asarray(v) for k, v in (initializers or {}).items()}
        graph = helper.make_graph(
            nodes, name,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch"] + list(shape))],
            [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs],
            [numpy_helper.from_array(v, k) for k, v in given.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
        onnx.save(model, os.path.join(folder, name + ".onnx"))

    def single(name, operator, shape, inputs=None, opset=17, **attributes):
        given = inputs or {}
        node = helper.make_node(operator, ["x"] + [k if v is not None else "" for k, v in given.items()],
                                ["y"], **attributes)
        write(name, [node], shape, opset=opset,
              initializers={k: v for k, v in given.items() if v is not None})

    f = np.float32
    i = np.int64
    row, image = (6,), (4, 6, 7)
    for operator in ("Neg Abs Sign Floor Ceil Exp Sin Cos Tanh Relu Erf Sigmoid Softplus "
                     "Mish").split():
        single(operator, operator, row, opset=18)
    for name, operator, attributes in (
            ("Elu", "Elu", {"alpha": 1.5}), ("LeakyRelu", "LeakyRelu", {"alpha": 0.2})):
        single(name, operator, row, **attributes)
    single("Gelu", "Gelu", row, opset=20)
    single("GeluTanh", "Gelu", row, opset=20, approximate="tanh")
    single("PRelu", "PRelu", image, {"slope": weights(4, 1, 1)})
    single("Clip", "Clip", row, {"low": f(-0.5), "high": f(0.7)})
    single("ClipBelow", "Clip", row, {"none": None, "high": f(0.7)})
    for operator in "Add Sub Mul Div".split():
        single(operator, operator, row, {"w": weights(6) + 2})
        single(operator + "Scalar", operator, row, {"w": f(1.7)})
        write(operator + "First", [helper.make_node(operator, ["w", "x"], ["y"])], row,
              initializers={"w": f(1.7)})
    single("Max", "Max", row, {"a": weights(6), "b": f(0.1)})
    single("Min", "Min", row, {"a": weights(6), "b": weights(1, 6)})
    single("Pow2", "Pow", row, {"c": f(2)})
    single("Pow3", "Pow", row, {"c": i(3)})
    write("Powers", [helper.make_node("Abs", ["x"], ["a"]), helper.make_node("Pow", ["a", "c"], ["y"])], row,
          initializers={"c": f(0.3)})
    write("SqrtLog", [helper.make_node("Abs", ["x"], ["a"]), helper.make_node("Sqrt", ["a"], ["s"]),
                      helper.make_node("Log", ["s"], ["l"]), helper.make_node("Reciprocal", ["l"], ["y"])], row)
    write("Where", [helper.make_node("Greater", ["x", "zero"], ["c"]),
                    helper.make_node("LessOrEqual", ["x", "one"], ["d"]),
                    helper.make_node("And", ["c", "d"], ["e"]), helper.make_node("Not", ["e"], ["n"]),
                    helper.make_node("Where", ["n", "x", "w"], ["y"])], row,
          initializers={"zero": f(0), "one": f(1), "w": weights(6)})
    write("CastToInteger", [helper.make_node("Mul", ["x", "three"], ["t"]),
                            helper.make_node("Cast", ["t"], ["c"], to=TensorProto.INT64),
                            helper.make_node("Cast", ["c"], ["y"], to=TensorProto.FLOAT)], row,
          initializers={"three": f(3)})

    # Shapes and arrangement.
    single("Identity", "Identity", row)
    single("Dropout", "Dropout", row)
    single("Reshape", "Reshape", image, {"s": np.array([0, -1, 3], i)})
    single("Flatten", "Flatten", image)
    single("Flatten2", "Flatten", image, axis=2)
    single("Squeeze", "Squeeze", (1, 6, 1), {"a": np.array([-1], i)})
    single("Squeeze11", "Squeeze", (1, 6, 1), opset=11, axes=[1])
    single("Unsqueeze", "Unsqueeze", row, {"a": np.array([0, -1], i)})
    single("Unsqueeze11", "Unsqueeze", row, opset=11, axes=[1, 3])
    single("Transpose", "Transpose", image, perm=[0, 2, 3, 1])
    single("TransposeAll", "Transpose", image)
    single("Expand", "Expand", (1, 6), {"s": np.array([3, 1], i)})
    single("Slice", "Slice", image, {"s": np.array([1, -2], i), "e": np.array([2**62, -7], i),
                                     "a": np.array([2, 3], i), "t": np.array([2, -2], i)})
    single("SliceReversed", "Slice", row, {"s": np.array([-1], i), "e": np.array([-2**63], i),
                                           "a": np.array([1], i), "t": np.array([-1], i)})
    single("Gather", "Gather", row, {"j": np.array([[5, 0], [-1, 2]], i)}, axis=1)
    single("GatherOne", "Gather", image, {"j": np.array(1, i)}, axis=2)
    single("PadConstant", "Pad", image, {"p": np.array([0, 0, 1, 2, 0, 0, 0, 3], i), "v": f(1.5)})
    single("PadReflect", "Pad", image, {"p": np.array([0, 0, 1, 2, 0, 0, 2, 3], i)}, mode="reflect")
    single("PadEdge", "Pad", image, {"p": np.array([0, 0, 1, 2, 0, 0, 2, 3], i)}, mode="edge")
    single("PadNegative", "Pad", image, {"p": np.array([0, 0, -1, 2, 0, 0, 2, -3], i)})
    single("PadAxes", "Pad", image, {"p": np.array([1, 2], i), "n": None, "a": np.array([3], i)}, opset=18)
    write("Concat", [helper.make_node("Exp", ["x"], ["e"]), helper.make_node("Concat", ["x", "e"], ["y"], axis=-1)],
          row)
    write("Split", [helper.make_node("Split", ["x", "s"], ["a", "b"], axis=1), helper.make_node("Exp", ["a"], ["c"]),
                    helper.make_node("Concat", ["b", "c"], ["y"], axis=1)], row,
          initializers={"s": np.array([2, 4], i)})
    write("Split11", [helper.make_node("Split", ["x"], ["a", "b"], axis=1), helper.make_node("Sub", ["b", "a"], ["y"])],
          row, opset=11)
    write("Split18", [helper.make_node("Split", ["x"], ["a", "b", "c", "d"], axis=1, num_outputs=4),
                      helper.make_node("Concat", ["d", "c"], ["y"], axis=1)], (7,), opset=18)
    write("RowsOfShape",
          [helper.make_node("Shape", ["x"], ["s"]), helper.make_node("Gather", ["s", "zero"], ["n"]),
           helper.make_node("Unsqueeze", ["n", "axis"], ["m"]),
           helper.make_node("Concat", ["m", "three", "two"], ["t"], axis=0),
           helper.make_node("Reshape", ["x", "t"], ["y"])], row,
          initializers={"zero": np.array(0, i), "axis": np.array([0], i), "three": np.array([3], i),
                        "two": np.array([2], i)})
    write("ExpandToRows",
          [helper.make_node("Shape", ["x"], ["n"], start=0, end=1),
           helper.make_node("Concat", ["n", "one"], ["t"], axis=0),
           helper.make_node("ConstantOfShape", ["two"], ["ones"],
                            value=helper.make_tensor("v", TensorProto.INT64, [1], [1])),
           helper.make_node("Mul", ["ones", "minus"], ["m"]), helper.make_node("Equal", ["t", "m"], ["e"]),
           helper.make_node("Where", ["e", "ones", "t"], ["u"]), helper.make_node("Expand", ["w", "u"], ["z"]),
           helper.make_node("Add", ["x", "z"], ["y"])], row,
          initializers={"one": np.array([-1], i), "minus": np.array(-1, i), "two": np.array([2], i),
                        "w": weights(1, 6)})
    write("PadsOfPyTorch",
          [helper.make_node("ConstantOfShape", ["k"], ["zeros"],
                            value=helper.make_tensor("v", TensorProto.INT64, [1], [0])),
           helper.make_node("Concat", ["given", "zeros"], ["all"], axis=0),
           helper.make_node("Reshape", ["all", "pairs"], ["r"]),
           helper.make_node("Slice", ["r", "last", "first", "axis", "last"], ["back"]),
           helper.make_node("Transpose", ["back"], ["t"], perm=[1, 0]),
           helper.make_node("Reshape", ["t", "last"], ["flat"]),
           helper.make_node("Cast", ["flat"], ["p"], to=TensorProto.INT64),
           helper.make_node("Pad", ["x", "p"], ["y"])], image,
          initializers={"k": np.array([4], i), "given": np.array([1, 2, 3, 0], i), "pairs": np.array([-1, 2], i),
                        "last": np.array([-1], i), "first": np.array([-2**63], i), "axis": np.array([0], i)})
    write("ScaledSize",
          [helper.make_node("Shape", ["x"], ["s"]), helper.make_node("Slice", ["s", "two", "four"], ["hw"]),
           helper.make_node("Cast", ["hw"], ["f"], to=TensorProto.FLOAT), helper.make_node("Mul", ["f", "c"], ["g"]),
           helper.make_node("Floor", ["g"], ["h"]), helper.make_node("Cast", ["h"], ["k"], to=TensorProto.INT64),
           helper.make_node("Slice", ["s", "zero", "two"], ["nc"]),
           helper.make_node("Concat", ["nc", "k"], ["sizes"], axis=0),
           helper.make_node("Resize", ["x", "", "", "sizes"], ["y"], mode="nearest", nearest_mode="floor",
                            coordinate_transformation_mode="asymmetric")], image,
          initializers={"zero": np.array([0], i), "two": np.array([2], i), "four": np.array([4], i), "c": f(1.5)})
    write("ArgMax", [helper.make_node("ArgMax", ["x"], ["a"], axis=1, keepdims=0),
                     helper.make_node("Gather", ["w", "a"], ["y"], axis=0)], row,
          initializers={"w": weights(6, 3)})

    # Layers.
    single("MatMul", "MatMul", row, {"w": weights(6, 5)})
    single("MatMulOfImages", "MatMul", image, {"w": weights(7, 5)})
    single("Gemm", "Gemm", row, {"w": weights(5, 6), "b": weights(5)}, transB=1, alpha=0.5, beta=2.0)
    single("GemmPlain", "Gemm", row, {"w": weights(6, 5)})
    for name, kernel, group, attributes in (
            ("Conv", (3, 4, 3, 3), 1, {"pads": [1, 1, 1, 1], "strides": [2, 2]}),
            ("ConvUneven", (3, 4, 3, 2), 1, {"pads": [1, 0, 2, 1], "strides": [2, 1]}),
            ("ConvDilated", (3, 4, 2, 3), 1, {"dilations": [2, 3], "pads": [0, 2, 1, 0]}),
            ("ConvGroups", (6, 2, 3, 3), 2, {"pads": [1, 1, 1, 1]})):
        single(name, "Conv", image, {"w": weights(*kernel), "b": weights(kernel[0])}, group=group, **attributes)
    single("Conv1d", "Conv", (4, 9), {"w": weights(3, 4, 3), "b": weights(3)}, pads=[1, 2], strides=[2],
           dilations=[2])
    for name, kernel, group, attributes in (
            ("ConvTranspose", (4, 3, 4, 4), 1, {"pads": [1, 1, 1, 1], "strides": [2, 2]}),
            ("ConvTransposePadding", (4, 3, 3, 3), 1,
             {"pads": [1, 1, 1, 1], "strides": [2, 2], "output_padding": [1, 1]}),
            ("ConvTransposeUneven", (4, 3, 3, 2), 1,
             {"pads": [1, 0, 2, 1], "strides": [3, 2], "output_padding": [2, 0]}),
            ("ConvTransposeGroups", (4, 3, 3, 3), 2, {"strides": [2, 2], "dilations": [2, 1]})):
        single(name, "ConvTranspose", image, {"w": weights(*kernel), "b": weights(kernel[1] * group)}, group=group,
               **attributes)
    single("ConvTranspose1d", "ConvTranspose", (4, 9), {"w": weights(4, 3, 3)}, pads=[1, 0], strides=[2])
    for name, attributes in (
            ("Pool", {"kernel_shape": [2, 2], "strides": [2, 2]}),
            ("PoolOverlapping", {"kernel_shape": [3, 2], "strides": [2, 1], "pads": [1, 0, 1, 1]}),
            ("PoolCeil", {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1, "pads": [1, 1, 1, 1]})):
        single("Max" + name, "MaxPool", image, **attributes)
        single("Average" + name, "AveragePool", image, **attributes)
    single("AveragePoolPadded", "AveragePool", image, kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1)
    single("MaxPool1d", "MaxPool", (4, 9), kernel_shape=[3], strides=[2], dilations=[2])
    single("GlobalAveragePool", "GlobalAveragePool", image)
    single("BatchNormalization", "BatchNormalization", image,
           {"s": weights(4), "b": weights(4), "m": weights(4), "v": weights(4) ** 2 + 0.5}, epsilon=1e-3)
    single("LayerNormalization", "LayerNormalization", image, {"s": weights(6, 7), "b": weights(6, 7)}, axis=2)
    single("InstanceNormalization", "InstanceNormalization", image, {"s": weights(4), "b": weights(4)})
    single("GroupNormalization", "GroupNormalization", image, {"s": weights(4), "b": weights(4)}, opset=21,
           num_groups=2)
    for operator in "ReduceSum ReduceMean ReduceMax ReduceMin ReduceLogSumExp".split():
        single(operator, operator, image, {"a": np.array([1, -1], i)}, opset=18, keepdims=0)
    single("ReduceMean17", "ReduceMean", image, axes=[-1, 2])
    single("ReduceSumNone", "ReduceSum", image, noop_with_empty_axes=1)
    single("Softmax", "Softmax", image, axis=1)
    single("LogSoftmax", "LogSoftmax", image)
    single("Softmax11", "Softmax", image, opset=11, axis=2)
    for mode in ("nearest", "linear"):
        for places in ("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners"):
            single("Resize-%s-%s" % (mode, places), "Resize", image,
                   {"n": None, "s": np.array([1, 1, 2, 1.7], f)}, mode=mode, coordinate_transformation_mode=places,
                   nearest_mode="floor" if places == "asymmetric" else "round_prefer_floor")
    single("Resize-down", "Resize", image, {"n": None, "s": np.array([1, 1, 0.5, 0.4], f)}, mode="linear",
           coordinate_transformation_mode="half_pixel")
    single("Resize-sizes", "Resize", image, {"n": None, "s": None, "z": np.array([2, 4, 9, 5], i)}, mode="nearest",
           coordinate_transformation_mode="half_pixel", nearest_mode="floor")


def models(legacy):
    """An encoder and a decoder of PyTorch with gradients of sum of squares of outputs, as models/*.onnx."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Conv2d(1, 3, 4, 2, 1)
            self.batch = nn.BatchNorm2d(3)
            self.second = nn.Conv2d(3, 4, 3, 2, 1)
            self.group = nn.GroupNorm(2, 4)
            self.dense = nn.Linear(64, 8)
            self.layer = nn.LayerNorm(8)
            self.mu = nn.Linear(8, 2)
            self.logvar = nn.Linear(8, 2)

        def forward(self, x):
            h = F.gelu(self.batch(self.first(x.view(x.size(0), 1, 16, 16))))
            h = F.silu(self.group(self.second(F.pad(h, (0, 2, 2, 0)))))
            h = F.max_pool2d(h, 2, 1)
            h = F.gelu(self.layer(self.dense(h.flatten(1))))
            return self.mu(h), self.logvar(h).clamp(-8, 8)

    class Decoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.dense = nn.Linear(2, 64)
            self.inner = nn.Conv2d(4, 4, 3, padding=1)
            self.batch = nn.BatchNorm2d(4)
            self.last = nn.ConvTranspose2d(4, 1, 4, 2, 1)

        def forward(self, z):
            h = F.elu(self.dense(z)).view(-1, 4, 4, 4)
            h = F.interpolate(h, scale_factor=2, mode="nearest")
            h = F.leaky_relu(self.batch(self.inner(h)))
            return self.last(h).flatten(1)

    folder = os.path.join(HERE, "models")
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(3)
    version = torch.__version__.split("+")[0].split("a")[0]
    random = np.random.default_rng(11)
    for name, module, width, outputs in (
            ("encoder", Encoder(), 256, ["mu", "logvar"]), ("decoder", Decoder(), 2, ["logits"])):
        module.eval()
        for parameter in module.parameters():
            if parameter.dim() == 1:
                parameter.data = torch.tensor(random.normal(size=parameter.shape), dtype=torch.float32)
        for each in module.modules():
            if isinstance(each, nn.BatchNorm2d):
                each.running_mean.copy_(torch.tensor(random.normal(size=each.num_features)))
                each.running_var.copy_(torch.tensor(random.uniform(0.5, 2, size=each.num_features)))
        x = torch.tensor(random.normal(size=(3, width)), dtype=torch.float32)
        given = x.clone().double().requires_grad_()
        exact = module.double()
        results = exact(given)
        results = results if isinstance(results, tuple) else (results,)
        sum((result ** 2).sum() for result in results).backward()
        expected = {"x": x.tolist(), "dx": given.grad.tolist(),
                    "outputs": {n: r.tolist() for n, r in zip(outputs, results)},
                    "gradients": {n: p.grad.tolist() for n, p in exact.named_parameters()}}
        file = "%s-%s" % (name, version)
        with open(os.path.join(folder, file + ".json"), "w") as out:
            json.dump(json.loads(json.dumps(expected), parse_float=lambda v: float("%.7g" % float(v))), out)
        module.float()
        axes = {n: {0: "batch"} for n in ["x"] + outputs}
        for opset in (11, 14, 16) if legacy else (12, 17):
            torch.onnx.export(
                module, torch.zeros(2, width), os.path.join(folder, "%s-%d.onnx" % (file, opset)),
                input_names=["x"], output_names=outputs, opset_version=opset, dynamic_axes=axes,
                do_constant_folding=opset != 14, **({} if legacy else {"dynamo": False}))
        for opset in () if legacy else (18, 21, 23):
            torch.onnx.export(
                module, (torch.zeros(2, width),),
                os.path.join(folder, "%s-%d.onnx" % (file, opset)), input_names=["x"], output_names=outputs,
                opset_version=opset, dynamic_shapes=({0: torch.export.Dim("batch")},), dynamo=True,
                external_data=False, verbose=False)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        operators()
    models(len(sys.argv) > 1)
