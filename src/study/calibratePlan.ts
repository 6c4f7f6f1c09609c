/** @file Which measured table was taken on which chip with which software (data/README.md), and how rows are read. */

export interface PlannedTable {
  /** File under data/measured. */
  readonly file: string;
  readonly chip: string;
  readonly runtime: string;
}

const plan = (chip: string, runtime: string, stem: string, kinds: readonly string[]): readonly PlannedTable[] =>
  kinds.map((kind) => ({ file: `${stem}_${kind}.csv`, chip, runtime }));

const fp32 = ['train_gemm_fp32', 'train_rnn_fp32'];
const int8 = ['inference_gemm_int8', 'inference_rnn_fp32'];
const fp16 = ['train_gemm_fp16mixed', 'train_rnn_fp16mixed'];

/** All calibration tables, in a fixed order. */
export const calibrationPlan: readonly PlannedTable[] = [
  ...plan('titan-x-maxwell', 'cudnn-5', 'NV_TitanX', fp32),
  ...plan('titan-x-pascal', 'cudnn-5', 'NV_TitanX_Pascal', fp32),
  ...plan('titan-x-pascal', 'cudnn-6', 'NV_TitanX_Pascal', int8),
  ...plan('titan-xp', 'cudnn-6', 'NV_TitanXp', [...fp32, ...int8]),
  ...plan('v100', 'cudnn-7.0', 'NV_V100_e80495c', [...fp32, ...fp16, 'train_gemm_fp32in_tc', 'train_rnn_fp32in_tc']),
  ...plan('v100', 'cudnn-7.6', 'NV_V100', [...fp32, ...fp16]),
  ...plan('mi25', 'miopen-1.3', 'AMD_MI25', fp32),
];

/** Libraries whose recurrent calls take the same kernels (GEMM calls do not): Titan X Pascal (cuDNN 5) and Titan Xp
 * (cuDNN 6) agree within a few per cent on every row but the smallest. */
export const sharedRnnArchitectures: readonly string[] = ['pascal'];
