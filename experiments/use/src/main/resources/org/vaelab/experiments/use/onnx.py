import numpy as np
import onnxruntime
<<#halves>>

<<half>> = onnxruntime.InferenceSession("<<half>>.onnx")
given = {
<<#inputs>>
    "<<name>>": np.zeros((<<zeros>>), np.float32),  # your own
<</inputs>>
}
names = [output.name for output in <<half>>.get_outputs()]
found = dict(zip(names, <<half>>.run(names, given)))
print({name: value.shape for name, value in found.items()})
<</halves>>
