namespace NativeBench.Datasets.Detection;

/// <summary>
/// Candidate boxes of one picture and greedy suppression of overlapping ones within a class, as torchvision's <c>batched_nms</c>.
/// The memory is made once, for the largest number of candidates.
/// </summary>
internal sealed class Suppression(int capacity)
{
    private readonly Box[] _boxes = new Box[capacity];
    private readonly ulong[] _order = new ulong[capacity];
    private readonly int[] _kept = new int[capacity];
    private int _count;

    public readonly record struct Box(float Left, float Top, float Right, float Bottom, float Score, int Class)
    {
        public float Area => (Right - Left) * (Bottom - Top);

        public float Overlap(in Box other)
        {
            var width = Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left));
            var height = Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
            var both = width * height;
            return both / (Area + other.Area - both);
        }
    }

    public void Clear() => _count = 0;

    public void Add(in Box box)
    {
        // Falling scores, equal ones in the order of the anchors: scores are positive, so their bits sort as they do.
        _order[_count] = ((ulong)(uint.MaxValue - BitConverter.SingleToUInt32Bits(box.Score)) << 32) | (uint)_count;
        _boxes[_count++] = box;
    }

    /// <summary>The box that was kept at a rank.</summary>
    public ref readonly Box Kept(int rank) => ref _boxes[_kept[rank]];

    /// <summary>Suppresses.</summary>
    /// <returns>Boxes that are left, by falling score.</returns>
    public int Run(float maxOverlap, int maxBoxes)
    {
        _order.AsSpan(0, _count).Sort();
        var kept = 0;
        for (var i = 0; i < _count && kept < maxBoxes; i++)
        {
            ref readonly var box = ref _boxes[(uint)_order[i]];
            var covered = false;
            for (var k = 0; k < kept && !covered; k++)
                covered = _boxes[_kept[k]].Class == box.Class && box.Overlap(_boxes[_kept[k]]) > maxOverlap;
            if (!covered)
                _kept[kept++] = (int)(uint)_order[i];
        }
        return kept;
    }
}
