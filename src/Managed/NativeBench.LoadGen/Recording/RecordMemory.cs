using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// Where the records of a series lie: outside the managed heap, so that the collector neither scans nor moves them; in
/// ordinary memory, or in files that are mapped into it.
/// </summary>
internal abstract unsafe class RecordMemory
{
    /// <summary>Cache lines and vector registers are no longer than this.</summary>
    public const nuint Alignment = 64;

    /// <summary>The process's own memory.</summary>
    public static RecordMemory Ordinary { get; } = new OrdinaryMemory();

    /// <summary>Whether parts that are not used for a while can be taken out of memory.</summary>
    public virtual bool CanRetire => false;

    /// <summary>A block of memory. One thread at a time.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="cleared">
    /// Zeros, whose pages have been touched, so that the timed run doesn't have to; else it's up to the caller to write to all
    /// of it.
    /// </param>
    public abstract void* Allocate(nuint bytes, bool cleared);

    /// <summary>Gives a block back; what it held is lost.</summary>
    public abstract void Free(void* block);

    /// <summary>Lets a block leave memory until it's used again; its contents stay. Any thread, also while others use it.</summary>
    public virtual void Retire(void* block, nuint bytes)
    {
    }

    private sealed class OrdinaryMemory : RecordMemory
    {
        public override void* Allocate(nuint bytes, bool cleared)
        {
            void* block = NativeMemory.AlignedAlloc(Math.Max(bytes, 1), Alignment);

            // By hand rather than by calloc, which would leave the pages untouched.
            if (cleared)
                NativeMemory.Clear(block, bytes);
            return block;
        }

        public override void Free(void* block) => NativeMemory.AlignedFree(block);
    }
}
